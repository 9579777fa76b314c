/*
 * From a key to the last byte of the frame that answers it, on a real terminal.
 *
 *	pty_keys KEYS ROWS_OF_TABLE REFRESH_MS PROGRAM [ARGUMENT...]
 *
 * Starts the program on a pseudo terminal of 35 rows and 120 columns, waits for its
 * table, then presses KEYS keys, each after the answer to the one before and a pause of
 * 0 to 12 ms, while `r` is pressed each REFRESH_MS (0: never).  A key is answered when
 * the screen, as libvterm has it, says what the key must lead to and the cursor is
 *back. Prints a line for each kind of key:
 *
 *	kind n p50 p99 max                  milliseconds
 *	frames BYTES KEYS                   bytes that the terminal was sent in all
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#define ROWS       35
#define COLS       120
#define GIVE_UP_US (10 * 1000 * 1000)
#define MAX_KEYS   100000

enum kind {
	MOVE,   /* one row: j k */
	ENDS,   /* top and bottom: g G */
	LINE,   /* the command line: : letters Ctrl-C */
	SCREEN, /* another screen and back: 2 1 */
	N_KINDS
};

static const char *const kind_names[N_KINDS] = { "move", "ends", "line", "screen" };

struct bench {
	pid_t pid;
	int master;
	VTerm *vt;
	VTermScreen *screen;
	bool cursor_on;
	uint64_t bytes;
	long n_rows, at; /* of the table, and the row that is selected; from 1 */
	int64_t refresh_us, refreshed_us;
	int64_t *took[N_KINDS];
	size_t n[N_KINDS];
	uint32_t dice;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void fail(struct bench *b, const char *what);

/* ---- what the terminal shows ---- */

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct bench *b = user;

	if (prop == VTERM_PROP_CURSORVISIBLE)
		b->cursor_on = value->boolean;
	return 1;
}

static const VTermScreenCallbacks on_screen = { .settermprop = on_prop };

static void line_of(const struct bench *b, int row, char text[4 * COLS + 1])
{
	VTermRect rect = { row, row + 1, 0, COLS };
	size_t n = vterm_screen_get_text(b->screen, text, (size_t)4 * COLS, rect);

	text[n] = '\0';
}

static bool shows(const struct bench *b, int row, const char *words)
{
	char text[4 * COLS + 1];

	line_of(b, row, text);
	return strstr(text, words) != NULL;
}

static bool begins(const struct bench *b, int row, const char *words)
{
	char text[4 * COLS + 1];

	line_of(b, row, text);
	return strncmp(text, words, strlen(words)) == 0;
}

static void fail(struct bench *b, const char *what)
{
	char text[4 * COLS + 1];

	fprintf(stderr, "pty_keys: %s; the screen:\n", what);
	for (int row = 0; row < ROWS; row++) {
		line_of(b, row, text);
		fprintf(stderr, "%s\n", text);
	}
	exit(1);
}

/* What has arrived; false when nothing did within wait_us. */
static bool take(struct bench *b, int64_t wait_us, int64_t *ret_at_us)
{
	struct pollfd p = { .fd = b->master, .events = POLLIN };
	char bytes[65536];
	ssize_t n;

	if (poll(&p, 1, (int)((wait_us + 999) / 1000)) <= 0)
		return false;
	n = read(b->master, bytes, sizeof(bytes));
	*ret_at_us = now_us();
	if (n <= 0)
		fail(b, "the program ended");
	b->bytes += (uint64_t)n;
	vterm_input_write(b->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(b->screen);
	return true;
}

/* ---- keys ---- */

static void press(struct bench *b, const char *key)
{
	if (write(b->master, key, strlen(key)) != (ssize_t)strlen(key))
		fail(b, "a key was not taken");
}

static void pause_us(struct bench *b, int64_t us)
{
	int64_t end = now_us() + us;
	int64_t at = 0;

	for (int64_t left = us; left > 0; left = end - now_us())
		(void)take(b, left, &at);
}

static uint32_t roll(struct bench *b, uint32_t sides)
{
	b->dice = b->dice * 1664525u + 1013904223u;
	return (b->dice >> 8) % sides;
}

static void keep_refreshing(struct bench *b)
{
	if (b->refresh_us == 0 || now_us() - b->refreshed_us < b->refresh_us)
		return;
	press(b, "r");
	b->refreshed_us = now_us();
}

/* The answer: words in a row (or, with `begin`, at its left end), the cursor shown. */
static void measure(struct bench *b, enum kind kind, const char *key, int row,
		    const char *words, bool begin)
{
	int64_t start = 0;
	int64_t at = 0;

	if (kind != LINE || key[0] == ':')
		keep_refreshing(b);
	pause_us(b, roll(b, 12000));
	start = now_us();
	press(b, key);
	do {
		if (now_us() - start > GIVE_UP_US || !take(b, GIVE_UP_US, &at))
			fail(b, words);
	} while (!b->cursor_on ||
		 !(begin ? begins(b, row, words) : shows(b, row, words)));
	b->took[kind][b->n[kind]++] = at - start;
}

static void select_row(struct bench *b, enum kind kind, const char *key, long row)
{
	char words[64];

	b->at = row;
	(void)snprintf(words, sizeof(words), " %ld/%ld", row, b->n_rows);
	measure(b, kind, key, ROWS - 3, words, false);
}

static void walk(struct bench *b, long n)
{
	for (long i = 0; i < n && b->at < b->n_rows; i++)
		select_row(b, MOVE, "j", b->at + 1);
	for (long i = 0; i < n / 2 && b->at > 1; i++)
		select_row(b, MOVE, "k", b->at - 1);
}

static void type_line(struct bench *b)
{
	measure(b, LINE, ":", ROWS - 1, ":", true);
	measure(b, LINE, "o", ROWS - 1, ": o", true);
	measure(b, LINE, "v", ROWS - 1, ": ov", true);
	press(b, "\003"); /* closes; what follows comes after it */
}

static void visit(struct bench *b)
{
	measure(b, SCREEN, "2", 1, "[2", false);
	measure(b, SCREEN, "1", 1, "[1", false);
}

static size_t pressed(const struct bench *b)
{
	size_t n = 0;

	for (size_t k = 0; k < N_KINDS; k++)
		n += b->n[k];
	return n;
}

static void run(struct bench *b, size_t keys)
{
	while (pressed(b) < keys) {
		walk(b, 40);
		select_row(b, ENDS, "G", b->n_rows);
		select_row(b, ENDS, "g", 1);
		walk(b, 10);
		type_line(b);
		visit(b);
	}
}

/* ---- the program ---- */

static void start(struct bench *b, char *argv[])
{
	struct winsize size = { .ws_row = ROWS, .ws_col = COLS };
	b->pid = forkpty(&b->master, NULL, NULL, &size);
	if (b->pid < 0)
		fail(b, "no pseudo terminal");
	if (b->pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
}

static void see(struct bench *b)
{
	b->vt = vterm_new(ROWS, COLS);
	vterm_set_utf8(b->vt, 1);
	b->screen = vterm_obtain_screen(b->vt);
	vterm_screen_enable_altscreen(b->screen, 1);
	vterm_screen_set_callbacks(b->screen, &on_screen, b);
	vterm_screen_reset(b->screen, 1);
	b->cursor_on = true;
}

static void await_table(struct bench *b)
{
	char words[64];
	int64_t end = now_us() + GIVE_UP_US;
	int64_t at = 0;

	(void)snprintf(words, sizeof(words), "/%ld", b->n_rows);
	while (!shows(b, ROWS - 3, words))
		if (now_us() > end || !take(b, end - now_us(), &at))
			fail(b, "no table");
	while (take(b, 1500000, &at)) /* the first round: rows find their places */
		;
	select_row(b, ENDS, "g", 1);
	b->n[ENDS] = 0;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void print_kind(const char *name, int64_t *took, size_t n)
{
	if (n == 0)
		return;
	qsort(took, n, sizeof(*took), by_time);
	printf("%s %zu %.3f %.3f %.3f\n", name, n, (double)took[n / 2] / 1000,
	       (double)took[n * 99 / 100] / 1000, (double)took[n - 1] / 1000);
}

static void print(struct bench *b)
{
	int64_t *all = calloc(MAX_KEYS + 64, sizeof(*all));
	size_t n = 0;

	for (size_t k = 0; k < N_KINDS; k++) {
		memcpy(all + n, b->took[k], b->n[k] * sizeof(*all));
		n += b->n[k];
		print_kind(kind_names[k], b->took[k], b->n[k]);
	}
	print_kind("all", all, n);
	printf("frames %llu %zu\n", (unsigned long long)b->bytes, n);
}

int main(int argc, char *argv[])
{
	struct bench b = { .dice = 7 };
	long keys = argc > 4 ? strtol(argv[1], NULL, 10) : 0;

	if (keys < 1 || keys > MAX_KEYS - 1000) {
		fprintf(stderr, "usage: pty_keys KEYS ROWS_OF_TABLE REFRESH_MS PROGRAM "
				"[ARGUMENT...]\n");
		return 2;
	}
	b.n_rows = strtol(argv[2], NULL, 10);
	b.refresh_us = strtol(argv[3], NULL, 10) * 1000;
	for (size_t k = 0; k < N_KINDS; k++)
		b.took[k] = calloc(MAX_KEYS, sizeof(*b.took[k]));
	see(&b);
	start(&b, argv + 4);
	await_table(&b);
	run(&b, (size_t)keys);
	print(&b);
	(void)close(b.master); /* the program hears SIGHUP and leaves in order */
	(void)waitpid(b.pid, NULL, 0);
	return 0;
}

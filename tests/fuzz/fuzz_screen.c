/*
 * Any bytes as every text of a screen: names, reasons, messages, outputs, sentences of
 * errors, what is typed.  Drawn at any size with both sets of glyphs, then through the
 * real terminal code onto a pseudo terminal.  What must hold: cells and widths as in
 * check_text.h, and on the wire nothing but text and the sequences of terminfo.
 *
 *	byte 0 rows, 1 columns, 2 view and glyphs; then texts, a NUL between, the last
 *	one typed
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check_text.h"
#include "tests/unit/tui/invented.h"
#include "tui/console.h"
#include "tui/kit/signals.h"
#include "tui/kit/term.h"

#define TEXTS    6
#define KEYS_MAX 48

static int master = -1;
static struct term *term;

/* ---- the wire ---- */

enum wire_state {
	WIRE_TEXT,
	WIRE_ESC,
	WIRE_CSI,
	WIRE_SET, /* ESC ( and one byte */
};

static struct {
	enum wire_state state;
	char held[4]; /* of a character that is not whole yet */
	size_t n_held;
} wire;

static size_t char_len(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static void wire_text(unsigned char byte)
{
	struct str whole;

	wire.held[wire.n_held++] = (char)byte;
	if (wire.n_held < char_len((unsigned char)wire.held[0]))
		return;
	whole = (struct str){ wire.held, wire.n_held };
	wire.n_held = 0;
	bug_unless(utf8_valid(whole));
	check_code(utf8_next(&whole));
}

static void wire_byte(unsigned char byte)
{
	switch (wire.state) {
	case WIRE_TEXT:
		if (byte == 0x1B)
			wire.state = WIRE_ESC;
		else if (byte != '\r' && byte != '\n' && byte != '\b' && byte != '\t')
			wire_text(byte);
		return;
	case WIRE_ESC: /* no OSC, DCS, APC, PM, SOS */
		bug_unless(strchr("[()78=>M", byte) && byte);
		wire.state = byte == '['          ? WIRE_CSI
			     : strchr("()", byte) ? WIRE_SET
						  : WIRE_TEXT;
		return;
	case WIRE_CSI:
		bug_unless(byte >= 0x20 && byte < 0x7F);
		if (byte >= 0x40)
			wire.state = WIRE_TEXT;
		return;
	case WIRE_SET:
		bug_unless(byte == 'B' || byte == '0');
		wire.state = WIRE_TEXT;
		return;
	}
}

static void drain(void)
{
	unsigned char bytes[65536];
	ssize_t n = 0;

	for (;;) {
		n = read(master, bytes, sizeof(bytes));
		for (ssize_t i = 0; i < n; i++)
			wire_byte(bytes[i]);
		if (n <= 0 && (!term_pending(term) || term_push(term)))
			return;
	}
}

static void open_terminal(void)
{
	struct term_options options = { .name = "xterm-256color", .keep_stderr = true };
	struct err err = ERR_INIT;
	int slave = -1;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		return;
	slave = open(ptsname(master), O_RDWR | O_NOCTTY); /* NOLINT: one thread */
	if (slave < 0 || dup2(slave, 0) < 0 || dup2(slave, 1) < 0)
		return;
	term = term_curses_new(&options, &err);
	bug_unless(term != NULL);
	drain();
}

static void show(const struct frame *f)
{
	struct winsize size = { .ws_row = (unsigned short)f->rows,
				.ws_col = (unsigned short)f->cols };

	if (!term || f->rows < 2 || f->cols < 2)
		return;
	bug_unless(ioctl(master, TIOCSWINSZ, &size) == 0);
	term_resized(term);
	(void)term_draw(term, f); /* what does not fit into the pipe comes by drain() */
	drain();
	bug_unless(wire.state == WIRE_TEXT && wire.n_held == 0);
}

/* ---- a host that does nothing ---- */

static void no_name(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static void no_place(void *ctx, const struct place *p)
{
	(void)ctx;
	(void)p;
}

static void no_copy(void *ctx, struct str text, const char *what)
{
	(void)ctx;
	(void)what;
	bug_unless(utf8_valid(text));
}

static void no_theme(void *ctx, const char *name, enum theme_step step)
{
	(void)ctx;
	(void)name;
	(void)step;
}

static void no_switch(void *ctx, bool on)
{
	(void)ctx;
	(void)on;
}

static const struct console_host host = {
	.refresh = no_name,
	.renew = no_name,
	.drop = no_name,
	.verify = nothing,
	.cancel = no_name,
	.retry = nothing,
	.mfa = no_name,
	.redraw = nothing,
	.suspend = nothing,
	.quit = nothing,
	.keys = nothing,
	.watch = no_place,
	.copy = no_copy,
	.copy_file = nothing,
	.theme = no_theme,
	.mouse = no_switch,
	.ascii = no_switch,
	.dump = nothing,
};

/* ---- a world of such texts ---- */

static void replace(char **text, const char *with)
{
	free(*text);
	*text = mem_text(with);
}

static void spoil_stack(struct stack *s, char *const texts[TEXTS])
{
	replace(&s->name, texts[0]);
	replace(&s->reason, texts[1]);
	replace(&s->description, texts[2]);
	replace(&s->status, texts[3]);
	replace(&s->arn, texts[0]);
	for (size_t i = 0; i < s->n_resources; i++) {
		replace(&s->resources[i].logical, texts[i % TEXTS]);
		replace(&s->resources[i].physical, texts[(i + 1) % TEXTS]);
		replace(&s->resources[i].reason, texts[(i + 2) % TEXTS]);
	}
	for (size_t i = 0; i < s->n_events; i++) {
		replace(&s->events[i].logical, texts[i % TEXTS]);
		replace(&s->events[i].reason, texts[(i + 1) % TEXTS]);
	}
	for (size_t i = 0; i < s->outputs.n; i++) {
		replace(&s->outputs.items[i].key, texts[i % TEXTS]);
		replace(&s->outputs.items[i].value, texts[(i + 1) % TEXTS]);
	}
}

static void spoil(struct invented *v, char *const texts[TEXTS])
{
	for (size_t i = 0; i < INVENTED_N; i++) {
		struct fleet_row *row = &v->rows[i];

		if (i % 2 == 1) {
			replace(&v->insts[i].name, texts[0]);
			replace(&v->insts[i].region, texts[3]);
		}
		replace(&v->insts[i].customer, texts[i % TEXTS]);
		for (size_t k = 0; k < row->stacks.n; k++)
			spoil_stack(&row->stacks.items[k], texts);
		for (size_t k = 0; k < row->health.n; k++) {
			struct verdict *bad = &row->health.rows[k];

			(void)snprintf(bad->reason, sizeof(bad->reason), "%s",
				       texts[1]);
			(void)snprintf(bad->subject, sizeof(bad->subject), "%s",
				       texts[0]);
		}
		row->worst = row->health.rows[0];
		row->version = texts[2];
		(void)err_set(&row->error, ERR_AWS, "%s", texts[1]);
		(void)snprintf(v->sessions[i].arn, sizeof(v->sessions[i].arn), "%s",
			       texts[3]);
	}
	(void)snprintf(v->caller.who, sizeof(v->caller.who), "%s", texts[4]);
	(void)snprintf(v->trouble.text, sizeof(v->trouble.text), "%s", texts[1]);
	v->scene.host = texts[3];
	v->scene.journal_why = texts[1];
}

/* The scene is filled anew before each call, as the program does. */
static const struct scene *scene_now(struct console *c, struct invented *v)
{
	console_notice(c, &v->scene);
	v->scene.messages = console_messages(c, &v->scene.n_messages);
	return &v->scene;
}

static void draw(struct console *c, struct invented *v, struct frame *f)
{
	(void)scene_now(c, v);
	console_draw(c, &v->scene, f);
	check_frame(f);
}

static struct key key_of(unsigned char byte)
{
	static const uint32_t caps[] = { KEYCAP_ENTER, KEYCAP_ESC, KEYCAP_TAB,
					 KEYCAP_DOWN,  KEYCAP_UP,  KEYCAP_RIGHT,
					 KEYCAP_LEFT,  KEYCAP_END, KEYCAP_BACKSPACE };

	if (byte >= 0x20 && byte < 0x7F)
		return KEY_OF(byte);
	if (byte < 0x20)
		return KEY_CTRL('a' + byte % 26);
	return KEY_OF(caps[byte % ARRAY_LEN(caps)]);
}

static void use(struct console *c, struct invented *v, struct frame *f,
		const char *typed)
{
	for (size_t i = 0; typed[i] && i < KEYS_MAX; i++) {
		v->scene.now_us += 300000; /* no dialog is deaf any more */
		console_key(c, scene_now(c, v), key_of((unsigned char)typed[i]));
	}
	console_paste(c, scene_now(c, v), str_of(typed));
	draw(c, v, f);
}

static void visit(struct console *c, struct invented *v, struct frame *f, unsigned view,
		  char *const texts[TEXTS])
{
	static const enum view_id views[] = { VIEW_FLEET,    VIEW_OVERVIEW, VIEW_STACKS,
					      VIEW_STACK,    VIEW_JOURNAL,  VIEW_ACCESS,
					      VIEW_MESSAGES, VIEW_HELP,     VIEW_JOBS };
	enum view_id id = views[view % ARRAY_LEN(views)];
	struct place p =
		place_of(id, v->insts[0].name, id == VIEW_STACK ? texts[0] : "");

	draw(c, v, f);
	for (size_t i = 0; i < TEXTS; i++)
		console_say(c, v->scene.now_sec, PROGRAM_PROBLEM, texts[i]);
	console_go(c, scene_now(c, v), &p);
	draw(c, v, f);
	use(c, v, f, texts[TEXTS - 1]);
	show(f);
	console_ask_mfa(c, scene_now(c, v), texts[0], texts[1]);
	draw(c, v, f);
	show(f);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	(void)setlocale(LC_CTYPE, "C.UTF-8"); /* NOLINT(concurrency-mt-unsafe) */
	open_terminal();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str rest = { (const char *)bytes + 3, len - 3 };
	char *texts[TEXTS];
	struct invented v;
	struct frame f;
	struct console *c = NULL;

	if (len < 3)
		return 0;
	for (size_t i = 0; i < TEXTS; i++) {
		struct str cut = str_cut(&rest, '\0');

		texts[i] = mem_text_n(cut.p ? cut.p : "", cut.len);
	}
	invented_init(&v);
	spoil(&v, texts);
	frame_init(&f, bytes[0] % 50, bytes[1] % 140);
	glyph_set_init(&f.glyphs, bytes[2] & 0x80);
	c = console_new(&host);
	visit(c, &v, &f, bytes[2] & 0x7F, texts);
	console_free(c);
	frame_release(&f);
	invented_release(&v);
	for (size_t i = 0; i < TEXTS; i++)
		free(texts[i]);
	return 0;
}

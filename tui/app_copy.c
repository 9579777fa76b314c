/*
 * Copying: ways are tried one after the other until one works, and the sentence names
 * the one that did.  A program gets the text on its stdin; the loop goes on meanwhile.
 *
 *   next way -- a program: started -- ended with 0: said
 *            |                     \- anything else, too late: noted, next way
 *            \- OSC 52: in the terminal's queue, said
 *   no way left: said, with what each of them answered
 *
 * What always holds: one copy at a time, a newer one ends it; xclip and wl-copy leave a
 * process behind that holds the text, so what ended well is not killed; the last text
 * is kept for `:copy file`, wiped when the next one comes.
 */
#include "tui/app_copy.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/aws/cred_process.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"
#include "tui/kit/clipboard.h"

#define COPY_MS     3000 /* a program that has not taken the text by then does not */
#define STDERR_KEPT 200  /* bytes of its first line */
#define READS       16   /* of 1 KiB, before others have their turn */

struct app_copy {
	struct app *app;
	struct buf text;  /* clean */
	struct buf ahead; /* of the sentence: "Wrote the screen to F. " */
	struct buf what;  /* "the ARN" */
	struct buf name;  /* "arn:aws:..."; empty: none */
	struct buf why;   /* what the ways before this one answered */
	enum clipboard_way ways[CLIPBOARD_WAYS];
	size_t n_ways, at;
	bool running;
	int64_t since_us;
	struct os_child child;
	struct buf said; /* on its stderr */
	uint64_t timer;
};

static struct app_copy *own(struct app *a)
{
	if (!a->copy) {
		a->copy = mem_new(1, sizeof(*a->copy));
		a->copy->app = a;
		a->copy->text = BUF_SECRET(LIMIT_COPY);
		a->copy->ahead = BUF_INIT(LIMIT_KIB(9));
		a->copy->what = BUF_INIT(LIMIT_KIB(9));
		a->copy->name = BUF_INIT(LIMIT_KIB(17));
		a->copy->why = BUF_INIT(LIMIT_KIB(1));
		a->copy->said = BUF_INIT(STDERR_KEPT);
	}
	return a->copy;
}

static struct clipboard_world world(const struct app *a)
{
	const struct program *p = a->program;

	return (struct clipboard_world){
		.setting = settings_get(program_settings(p), SETTING_CLIPBOARD),
		.term = program_env(p, "TERM"),
		.tmux = program_env(p, "TMUX"),
		.screen = program_env(p, "STY"),
		.wayland = program_env(p, "WAYLAND_DISPLAY"),
		.x11 = program_env(p, "DISPLAY"),
		.ssh = text_or(program_env(p, "SSH_CONNECTION"),
			       program_env(p, "SSH_TTY")),
#ifdef __APPLE__
		.mac = true,
#endif
	};
}

/* ---- the child ---- */

static void forget_fd(struct app_copy *c, int *fd)
{
	if (*fd < 0)
		return;
	loop_unwatch(c->app->loop, *fd);
	(void)close(*fd); /* a pipe of which all that matters is read */
	*fd = -1;
}

/* Let go of a child that has ended, but not of what it left behind. */
static void let_go(struct app_copy *c)
{
	loop_disarm(c->app->loop, c->timer);
	c->timer = 0;
	forget_fd(c, &c->child.out_fd);
	forget_fd(c, &c->child.err_fd);
	c->running = false;
}

static void stop(struct app_copy *c)
{
	if (!c->running)
		return;
	let_go(c);
	os_kill(&c->child);
}

static void readable(void *ctx, int fd, short revents)
{
	struct app_copy *c = ctx;
	bool errors = fd == c->child.err_fd;
	char bytes[1024];

	(void)revents; /* an error shows up in read() */
	for (int i = 0; i < READS; i++) {
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			forget_fd(c, errors ? &c->child.err_fd : &c->child.out_fd);
			return;
		}
		if (errors)
			buf_add(&c->said, bytes, (size_t)n);
	}
}

/* ---- the ways ---- */

static void next_way(struct app_copy *c);

/* "tmux: no server running" joins what the others answered. */
static void note_failure(struct app_copy *c, struct str why)
{
	if (c->why.len > 0)
		buf_add_text(&c->why, "; ");
	buf_add_text(&c->why, clipboard_name(c->ways[c->at]));
	buf_add_text(&c->why, ": ");
	utf8_safe(&c->why, why, STDERR_KEPT);
}

static void fail(struct app_copy *c, struct str why)
{
	note_failure(c, why);
	c->at++;
	next_way(c);
}

#define NAME_LEAST 24 /* columns: on a narrow screen the rest gives way */

/* how  after "Copied the ARN arn:aws:..." */
static void say_copied(struct app_copy *c, const char *how)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(12));
	AUTO(buf) after = BUF_INIT(LIMIT_KIB(2));
	int room = c->app->frame.cols - 2;

	buf_add_text(&after, how);
	if (c->why.len > 0)
		buf_addf(&after, " (%s)", buf_text(&c->why));
	buf_addf(&text, "%sCopied %s", buf_text(&c->ahead), buf_text(&c->what));
	if (c->name.len > 0) {
		buf_add_char(&text, ' ');
		room -= utf8_width(buf_str(&text)) + utf8_width(buf_str(&after));
		utf8_fit_middle(&text, buf_str(&c->name),
				room > NAME_LEAST ? room : NAME_LEAST);
	}
	buf_add_str(&text, buf_str(&after));
	app_tell(c->app, PROGRAM_NOTE, buf_text(&text));
}

static void say_not_copied(struct app_copy *c, const char *why)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(12));

	buf_addf(&text, "%sNot copied: %s. :copy file writes %s to a file.",
		 buf_text(&c->ahead), why, buf_text(&c->what));
	app_tell(c->app, PROGRAM_WARNING, buf_text(&text));
}

static void ended(struct app_copy *c, int status)
{
	AUTO(buf) text = BUF_INIT(STDERR_KEPT + 64);
	struct str said;
	struct str first;

	if (c->child.err_fd >= 0)
		readable(c, c->child.err_fd, 0);
	let_go(c);
	if (status == 0) {
		buf_addf(&text, " by %s.", clipboard_name(c->ways[c->at]));
		say_copied(c, buf_text(&text));
		return;
	}
	said = buf_str(&c->said);
	first = str_trim(str_cut(&said, '\n'));
	if (first.len > 0)
		buf_add_str(&text, first);
	else
		buf_addf(&text, "ended with %d", status);
	fail(c, buf_str(&text));
}

void app_copy_child(struct app *a)
{
	int status = 0;

	if (a->copy && a->copy->running && os_reap(&a->copy->child, &status))
		ended(a->copy, status);
}

static void too_late(void *ctx)
{
	struct app_copy *c = ctx;

	c->timer = 0;
	app_copy_child(c->app);
	if (!c->running)
		return;
	stop(c);
	fail(c, STR("did not take the text within 3 s"));
}

static bool start(struct app_copy *c, char *const argv[], struct err *err)
{
	if (!os_spawn_fed(argv, buf_str(&c->text), &c->child, err))
		return false;
	c->running = true;
	c->since_us = clock_mono_us(c->app->clock);
	buf_clear(&c->said);
	loop_watch(c->app->loop, c->child.out_fd, POLLIN, readable, c);
	loop_watch(c->app->loop, c->child.err_fd, POLLIN, readable, c);
	c->timer = loop_arm(c->app->loop, COPY_MS, too_late, c);
	return true;
}

static bool start_command(struct app_copy *c, struct err *err)
{
	char **argv = NULL;

	if (!cred_process_split(world(c->app).setting, &argv, NULL))
		return err_set(err, ERR_CONFIG,
			       "an open quote, a backslash at its end, or no word");

	bool ok = start(c, argv, err);

	cred_process_free(argv);
	return ok;
}

/* argv of posix_spawn() is not const, yet not written to. */
static bool start_program(struct app_copy *c, const char *const *words, struct err *err)
{
	char *argv[8] = { NULL };
	size_t n = 0;

	for (; words[n] && n + 1 < ARRAY_LEN(argv); n++)
		argv[n] = mem_text(words[n]);

	bool ok = start(c, argv, err);

	while (n > 0)
		free(argv[--n]);
	return ok;
}

static bool send_osc(struct app_copy *c, struct err *err)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_KIB(128));
	struct clipboard_world w = world(c->app);

	if (!clipboard_osc52(&w, buf_str(&c->text), &bytes, err))
		return false;
	if (!term_send(c->app->term, buf_str(&bytes)))
		return err_set(err, ERR_BUSY, "the terminal takes nothing now");
	say_copied(c, " by OSC 52; nothing there? :copy file");
	return true;
}

static bool try_way(struct app_copy *c, enum clipboard_way way, struct err *err)
{
	if (way == CLIPBOARD_OSC52)
		return send_osc(c, err);
	if (way == CLIPBOARD_COMMAND)
		return start_command(c, err);
	return start_program(c, clipboard_argv(way), err);
}

static void next_way(struct app_copy *c)
{
	for (; c->at < c->n_ways; c->at++) {
		struct err err = ERR_INIT;

		if (try_way(c, c->ways[c->at], &err))
			return;
		note_failure(c, str_of(err.text));
	}
	say_not_copied(c, buf_text(&c->why));
}

/* ---- from outside ---- */

static void copy(struct app *a, const char *ahead, struct str text, const char *what,
		 const char *name)
{
	struct app_copy *c = own(a);
	struct clipboard_world w = world(c->app);
	struct err err = ERR_INIT;

	stop(c);
	buf_release(&c->text); /* wiped */
	buf_clear(&c->why);
	c->at = 0;
	buf_clear(&c->ahead);
	buf_add_text(&c->ahead, ahead);
	buf_clear(&c->what);
	utf8_safe(&c->what, str_of(what), c->what.max);
	buf_clear(&c->name);
	utf8_safe(&c->name, str_of(name), c->name.max);
	if (!clipboard_clean(text, &c->text, &err)) {
		buf_release(&c->text);
		app_tell(c->app, PROGRAM_WARNING, err.text);
		return;
	}
	c->n_ways = clipboard_ways(&w, c->ways);
	if (c->n_ways > 0)
		next_way(c);
	else if (clipboard_is_off(&w))
		say_not_copied(c, "the clipboard is off (setting clipboard)");
	else
		say_not_copied(c, "this terminal has no clipboard that is known");
}

void app_copy_after(struct app *a, const char *ahead, struct str text, const char *what)
{
	copy(a, ahead, text, what, "");
}

void app_copy(void *ctx, struct str text, const char *what, const char *name)
{
	copy(ctx, "", text, what, name);
}

void app_copy_file(void *ctx)
{
	struct app *a = ctx;
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(18));
	struct err err = ERR_INIT;

	if (!a->copy || a->copy->text.len == 0) {
		app_tell(a, PROGRAM_NOTE,
			 "Nothing was copied yet: y copies the name of the row.");
		return;
	}
	buf_addf(&path, "%s/copied.txt", program_paths(a->program)->state);
	if (!os_write_file(buf_text(&path), buf_str(&a->copy->text), &err)) {
		app_tell(a, PROGRAM_PROBLEM, err.text);
		return;
	}
	buf_addf(&text, "Wrote %s to %s", buf_text(&a->copy->what), buf_text(&path));
	app_tell(a, PROGRAM_NOTE, buf_text(&text));
}

bool app_copy_cancel(struct app *a)
{
	if (!a->copy || !a->copy->running)
		return false;
	stop(a->copy);
	say_not_copied(a->copy, "cancelled");
	return true;
}

int64_t app_copy_since_us(const struct app *a)
{
	return a->copy->since_us;
}

bool app_copying(const struct app *a)
{
	return a->copy && a->copy->running;
}

void app_copy_free(struct app *a)
{
	if (!a->copy)
		return;
	stop(a->copy);
	buf_release(&a->copy->text);
	buf_release(&a->copy->ahead);
	buf_release(&a->copy->what);
	buf_release(&a->copy->name);
	buf_release(&a->copy->why);
	buf_release(&a->copy->said);
	free(a->copy);
	a->copy = NULL;
}

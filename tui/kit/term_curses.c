/*
 * The terminal through ncursesw: its life, and frames on it.  Only the
 * files term_curses*.c know curses.
 *
 * What always holds: curses never waits for input except ESCDELAY; the `shown` frame
 * is what is on the screen, so that an unchanged frame writes nothing; a cell reaches
 * curses only when the C library gives it the width it has in the frame, else U+FFFD
 * is drawn; pairs are made lazily and are fewer than the terminal has.
 *
 *   IN   full screen; LEFT   given back (sub-program, stopped, about to end)
 *   IN -leave()-> LEFT -come_back()-> IN
 */
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "tui/kit/signals.h"
#include "tui/kit/term_curses.h"
#include "tui/kit/term_guard.h"
#include "tui/kit/term_query.h"

#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define SYNC_ON   "\033[?2026h"
#define SYNC_OFF  "\033[?2026l"
/* Dark or light: tell of each change; and now, since it may have changed meanwhile. */
#define SCHEME_ON  "\033[?2031h"
#define SCHEME_ASK "\033[?996n"
#define SCHEME_OFF "\033[?2031l"

#define LATE_MS    5000 /* an answer that comes later than this is nobody's */
#define LEAVE_MS   1000 /* what is on the way out has when the terminal is given back */

/* --- starting and ending --------------------------------------------------------- */

/* A string of the terminal's description, or NULL; (char *)-1 is curses' own mark. */
static const char *capability(const char *name)
{
	const char *value = tigetstr(name);
	return (intptr_t)value == -1 ? NULL : value;
}

/* A capability without its padding ("$<50/>"), as bytes for a signal handler. */
static void add_capability(struct buf *out, const char *name)
{
	const char *value = text_or(capability(name), "");
	for (const char *p = value; *p; p++) {
		const char *end = p[0] == '$' && p[1] == '<' ? strchr(p, '>') : NULL;
		if (end)
			p = end;
		else
			buf_add_char(out, *p);
	}
}

static void save_sequence(void)
{
	AUTO(buf) bytes = BUF_INIT(256);
	buf_add_text(&bytes, MOUSE_OFF SYNC_OFF SCHEME_OFF PASTE_OFF);
	add_capability(&bytes, "sgr0");
	add_capability(&bytes, "op");
	add_capability(&bytes, "rmkx");
	add_capability(&bytes, "rmcup");
	/* last: leaving full screen may bring back a hidden cursor (libvterm does) */
	add_capability(&bytes, "cnorm");
	term_guard_sequence(buf_str(&bytes));
}

static void send(struct curses_term *ct, const char *bytes)
{
	term_out_add(&ct->out, str_of(bytes));
	(void)term_out_push(&ct->out);
}

/* What the terminal is asked for while it is ours, beside what curses sets. */
static void send_modes(struct curses_term *ct)
{
	AUTO(buf) modes = BUF_INIT(64);
	buf_add_text(&modes, PASTE_ON);
	if (ct->input.mouse_on)
		buf_add_text(&modes, MOUSE_ON);
	if (ct->schemes)
		buf_add_text(&modes, SCHEME_ON SCHEME_ASK);
	send(ct, buf_text(&modes));
}

void term_curses_heard(struct curses_term *ct)
{
	if (ct->schemes || ct->left || !ct->input.answer.schemes)
		return;
	ct->schemes = true;
	send(ct, SCHEME_ON);
}

/* Only at the start: curses waits until the terminal has taken what is on its way. */
static void start_settings(struct curses_term *ct)
{
	term_out_direct(&ct->out, true);
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)tcgetattr(STDOUT_FILENO, &ct->settings);
	term_out_direct(&ct->out, false);
}

static void start_modes(struct curses_term *ct)
{
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &ct->settings);
	(void)nodelay(stdscr, TRUE);
	(void)keypad(stdscr, TRUE);
	(void)intrflush(stdscr, FALSE);
	(void)leaveok(stdscr, FALSE);
	(void)idlok(stdscr, FALSE);
	(void)scrollok(stdscr, FALSE);
	(void)typeahead(-1); /* a frame is never left half drawn for a key */
	(void)curs_set(0);
	ct->cursor = false;
	send_modes(ct);
}

/* A screen for a description that can address its cursor, or NULL. */
static SCREEN *try_name(struct curses_term *ct, const char *name)
{
	SCREEN *screen = text_empty(name) ? NULL : newterm(name, ct->out.file, stdin);
	if (!screen)
		return NULL;
	(void)set_term(screen);
	if (capability("cup"))
		return screen;
	(void)endwin();
	delscreen(screen);
	return NULL;
}

static bool choose_screen(struct curses_term *ct, const char *wish)
{
	const char *const names[] = { wish, "xterm-256color", "xterm", "vt100" };
	for (size_t i = 0; i < ARRAY_LEN(names) && !ct->screen; i++) {
		ct->screen = try_name(ct, names[i]);
		if (ct->screen && i > 0)
			(void)snprintf(ct->note, sizeof(ct->note),
				       "TERM=%.40s is not usable, going on as %s",
				       text_or(wish, ""), names[i]);
	}
	return ct->screen != NULL;
}

static void find_locale(struct curses_term *ct)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, at the start */
	(void)setlocale(LC_CTYPE, "");
	ct->utf8 = text_eq(nl_langinfo(CODESET), "UTF-8"); /* NOLINT: as above */
}

static bool start_screen(struct curses_term *ct, const struct term_options *o,
			 struct err *err)
{
	(void)set_escdelay(o->esc_delay_ms > 0 ? o->esc_delay_ms : 25);
	return choose_screen(ct, o->name) ||
	       err_set(err, ERR_UNSUPPORTED,
		       "no usable terminal description for TERM=%.40s "
		       "(install ncurses-term, or set TERM=xterm)",
		       text_or(o->name, ""));
}

/* From here on the terminal is given back whatever happens. */
static void arm(void)
{
	term_guard_arm(true);
	signals_on_fatal(term_guard_restore);
	bug_on_stop(term_guard_restore);
}

static void stop_fatal(void)
{
	term_guard_arm(false);
	signals_on_fatal(NULL);
	bug_on_stop(NULL);
}

static void start_fatal(const struct term_options *o)
{
	save_sequence();
	arm();
	if (!o->keep_stderr)
		(void)term_guard_keep_stderr();
}

/* Before curses reads anything; the settings are saved already. */
static int64_t ask_ground(const struct term_options *o)
{
	if (!o->ask_ground || !term_query_fit(o->name))
		return 0;
	term_guard_sequence((struct str){ NULL, 0 });
	arm();
	return term_query_ask(STDIN_FILENO, STDOUT_FILENO, TERM_QUERY_MS);
}

static void hear_ground(struct curses_term *ct, int64_t until_us)
{
	if (until_us == 0)
		return;
	struct term_query q = term_query_collect(STDIN_FILENO, until_us);
	int64_t now_ms = clock_mono_us(&clock_system) / 1000;
	input_expect(&ct->input, &q, now_ms, now_ms + LATE_MS);
}

static const struct term_kind curses_kind; /* at the end of the file */

struct term *term_curses_new(const struct term_options *options, struct err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    !term_guard_save(STDOUT_FILENO)) {
		(void)err_set(err, ERR_ARG,
			      "stdin and stdout must be a terminal; for scripts use a "
			      "verb, e.g. candor fleet --json");
		return NULL;
	}
	struct curses_term *ct = mem_new(1, sizeof(*ct));
	ct->base.kind = &curses_kind;
	ct->all = true;
	input_init(&ct->input);
	find_locale(ct);
	int64_t until_us = ask_ground(options);
	if (options->meanwhile)
		options->meanwhile(options->ctx);
	hear_ground(ct, until_us);
	if (!term_out_open(&ct->out, STDOUT_FILENO, err) ||
	    !start_screen(ct, options, err)) {
		term_guard_settings();
		stop_fatal();
		term_out_release(&ct->out);
		input_release(&ct->input);
		free(ct);
		return NULL;
	}
	start_fatal(options);
	term_curses_colors(ct, options->no_color);
	start_settings(ct);
	start_modes(ct);
	term_curses_heard(ct);
	term_curses_keys_init();
	frame_init(&ct->shown, LINES, COLS);
	struct err ignored = ERR_INIT;
	bool shipped = theme_shipped(
		&ct->theme, ct->depth == DEPTH_MONO ? "mono" : "dark", &ignored);
	bug_unless(shipped);
	return &ct->base;
}

static void curses_leave(struct term *t)
{
	struct curses_term *ct = term_curses_own(t);
	if (ct->left)
		return;
	ct->left = true;
	if (ct->input.mouse_on)
		term_out_add(&ct->out, STR(MOUSE_OFF));
	if (ct->schemes)
		term_out_add(&ct->out, STR(SCHEME_OFF));
	term_out_add(&ct->out, STR(PASTE_OFF));
	(void)curs_set(1);
	(void)endwin(); /* the settings are term_guard's to restore */
	AUTO(buf) cursor = BUF_INIT(64);
	add_capability(&cursor, "cnorm"); /* as in save_sequence() */
	term_out_add(&ct->out, buf_str(&cursor));
	term_out_finish(&ct->out, LEAVE_MS, term_guard_bytes());
	term_guard_settings();
	term_guard_arm(false);
}

/* Also mends what others did to the terminal meanwhile (SIGSTOP and a shell). */
static void curses_redraw(struct term *t)
{
	struct curses_term *ct = term_curses_own(t);
	if (!ct->left) {
		AUTO(buf) modes = BUF_INIT(64);
		(void)tcsetattr(STDOUT_FILENO, TCSANOW, &ct->settings);
		add_capability(&modes, "smkx");
		add_capability(&modes, ct->cursor ? "cnorm" : "civis");
		send(ct, buf_text(&modes));
		send_modes(ct);
	}
	ct->all = true;
}

static void curses_resized(struct term *t)
{
	struct winsize size = { 0 };
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
	    size.ws_col == 0)
		return;
	int rows = size.ws_row < LIMIT_ROWS ? size.ws_row : LIMIT_ROWS;
	int cols = size.ws_col < LIMIT_COLS ? size.ws_col : LIMIT_COLS;
	if (rows != LINES || cols != COLS)
		(void)resizeterm(rows, cols);
	term_curses_own(t)->all = true;
}

static void curses_return(struct term *t)
{
	struct curses_term *ct = term_curses_own(t);
	if (!ct->left)
		return;
	ct->left = false;
	term_guard_arm(true);
	start_modes(ct);
	curses_resized(t);
	(void)clearok(curscr, TRUE);
	ct->all = true;
}

static void curses_free(struct term *t)
{
	struct curses_term *ct = term_curses_own(t);
	curses_leave(t);
	(void)tcflush(STDIN_FILENO, TCIFLUSH); /* late replies are not for the shell */
	stop_fatal();
	delscreen(ct->screen);
	term_out_release(&ct->out);
	term_guard_give_stderr();
	input_release(&ct->input);
	frame_release(&ct->shown);
	free(ct);
}

/* --- frames ---------------------------------------------------------------------- */

static void show_cursor(struct curses_term *ct, const struct frame *f)
{
	bool on = f->cursor_on && f->cursor_row < LINES && f->cursor_col < COLS;
	(void)move(on ? f->cursor_row : LINES - 1, on ? f->cursor_col : 0);
	(void)wnoutrefresh(stdscr);
	(void)doupdate();
	if (on != ct->cursor)
		(void)curs_set(on ? 1 : 0);
	ct->cursor = on;
}

/* Into the queue: curses knows the terminal's screen as it will be. */
static void put_frame(struct curses_term *ct, const struct frame *f)
{
	int rows = f->rows < LINES ? f->rows : LINES;
	int cols = f->cols < COLS ? f->cols : COLS;
	if (ct->cursor)
		(void)curs_set(0);
	ct->cursor = false;
	for (int row = 0; row < rows; row++)
		term_curses_row(ct, f, row, cols);
	show_cursor(ct, f);
}

/* The terminal shows all of it at once, where it can. */
static void put_whole(struct curses_term *ct, const struct frame *f)
{
	off_t before = term_out_size(&ct->out);
	off_t after;
	if (!ct->input.answer.framed) {
		put_frame(ct, f);
		return;
	}
	term_out_add(&ct->out, STR(SYNC_ON));
	after = term_out_size(&ct->out);
	put_frame(ct, f);
	if (term_out_size(&ct->out) > after)
		term_out_add(&ct->out, STR(SYNC_OFF));
	else
		term_out_cut(&ct->out, before); /* looks as it did */
}

static bool curses_pending(const struct term *t)
{
	return term_out_pending(&term_curses_of(t)->out);
}

static bool curses_push(struct term *t)
{
	return term_out_push(&term_curses_own(t)->out);
}

static bool curses_send(struct term *t, struct str bytes)
{
	struct curses_term *ct = term_curses_own(t);
	if (ct->left || !term_out_push(&ct->out))
		return false;
	term_out_add(&ct->out, bytes);
	(void)term_out_push(&ct->out);
	return true;
}

static void curses_mouse(struct term *t, bool on)
{
	struct curses_term *ct = term_curses_own(t);
	if (ct->input.mouse_on == on)
		return;
	ct->input.mouse_on = on;
	if (!ct->left)
		send(ct, on ? MOUSE_ON : MOUSE_OFF);
}

static bool curses_draw(struct term *t, const struct frame *f)
{
	struct curses_term *ct = term_curses_own(t);
	if (ct->left)
		return false;
	bool other_size = f->rows != ct->shown.rows || f->cols != ct->shown.cols;
	if (!ct->all && !other_size && frame_same(f, &ct->shown))
		return true;
	if (!term_out_push(&ct->out))
		return false;
	if (ct->all || other_size) {
		ct->all = true;
		(void)erase();
		(void)clearok(curscr, TRUE);
	}
	put_whole(ct, f);
	frame_copy(&ct->shown, f);
	ct->all = false;
	(void)term_out_push(&ct->out);
	return true;
}

/* --- the rest -------------------------------------------------------------------- */

static void curses_size(const struct term *t, int *ret_rows, int *ret_cols)
{
	(void)t;
	*ret_rows = LINES;
	*ret_cols = COLS;
}

static void curses_set_theme(struct term *t, const struct theme *theme)
{
	struct curses_term *ct = term_curses_own(t);
	if (ct->depth == DEPTH_MONO)
		return; /* mono is what such a terminal can show */
	ct->theme = *theme;
	term_curses_colors_forget(ct);
	ct->all = true;
}

static enum depth curses_depth(const struct term *t)
{
	return term_curses_of(t)->depth;
}

static bool curses_ground(const struct term *t, uint32_t *ret_rgb)
{
	const struct term_query *answer = &term_curses_of(t)->input.answer;
	if (answer->known)
		*ret_rgb = answer->rgb;
	return answer->known;
}

static const char *curses_note(const struct term *t)
{
	const char *note = term_curses_of(t)->note;
	return note[0] ? note : NULL;
}

static const struct frame *curses_last(const struct term *t)
{
	return &term_curses_of(t)->shown;
}

static const struct term_kind curses_kind = {
	.free = curses_free,
	.size = curses_size,
	.next = term_curses_next,
	.wait_ms = term_curses_wait_ms,
	.draw = curses_draw,
	.pending = curses_pending,
	.push = curses_push,
	.send = curses_send,
	.mouse = curses_mouse,
	.set_theme = curses_set_theme,
	.depth = curses_depth,
	.ground = curses_ground,
	.resized = curses_resized,
	.redraw = curses_redraw,
	.leave = curses_leave,
	.come_back = curses_return,
	.gone = term_curses_gone,
	.note = curses_note,
	.last = curses_last,
};

const char *term_version(void)
{
	return curses_version();
}

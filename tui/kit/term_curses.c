/*
 * The terminal through ncursesw: the one file that knows curses.
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
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "tui/kit/input.h"
#include "tui/kit/signals.h"
#include "tui/kit/term_guard.h"
#include "tui/kit/term_kind.h"
#include "tui/kit/term_out.h"

#define PAIRS_MAX 512  /* (ink, ground) in use at once; themes need about 100 */
#define LEAVE_MS  1000 /* what is on the way out has when the terminal is given back */
#define EMPTY_MAX 3    /* reads without a byte although poll() says there is one */

struct pair {
	int fg, bg;
};

struct curses_term {
	struct term base;
	SCREEN *screen;
	struct term_out out;
	struct termios settings; /* in full-screen mode */
	struct input input;
	struct frame shown;
	bool all; /* every cell has to be written */
	bool left;
	bool utf8;   /* the locale can draw more than ASCII */
	bool cursor; /* the terminal shows its cursor */
	bool default_colors;
	enum depth depth;
	struct theme theme;
	struct look looks[ROLE_COUNT][ROLE_COUNT]; /* [role][on] */
	bool look_known[ROLE_COUNT][ROLE_COUNT];
	struct pair pairs[PAIRS_MAX]; /* pairs[1..n_pairs] */
	int n_pairs, max_pairs;
	int empty; /* turns in which poll() said readable and nothing came */
	char note[128];
};

static struct curses_term *own(struct term *t)
{
	return (struct curses_term *)(void *)t;
}

static const struct curses_term *own_const(const struct term *t)
{
	return (const struct curses_term *)(const void *)t;
}

static int64_t now_ms(void)
{
	return clock_mono_us(&clock_system) / 1000;
}

/* --- starting and ending --------------------------------------------------------- */

/* Sequences terminals send beside what their description says. */
/* clang-format off */
static const struct {
	const char *bytes;
	int code;
} variants[] = {
	{ "\033[A", KEY_UP },
	{ "\033OA", KEY_UP },
	{ "\033[B", KEY_DOWN },
	{ "\033OB", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },
	{ "\033OC", KEY_RIGHT },
	{ "\033[D", KEY_LEFT },
	{ "\033OD", KEY_LEFT },
	{ "\033[H", KEY_HOME },
	{ "\033OH", KEY_HOME },
	{ "\033[1~", KEY_HOME },
	{ "\033[7~", KEY_HOME },
	{ "\033[F", KEY_END },
	{ "\033OF", KEY_END },
	{ "\033[4~", KEY_END },
	{ "\033[8~", KEY_END },
	{ "\033[Z", KEY_BTAB },
	{ "\033[3~", KEY_DC },
	{ "\033[2~", KEY_IC },
	{ "\033[5~", KEY_PPAGE },
	{ "\033[6~", KEY_NPAGE },
	{ "\033OM", KEY_ENTER },
	{ "\033OP", KEY_F(1) },
	{ "\033[11~", KEY_F(1) },
	{ "\033[[A", KEY_F(1) },
	{ "\033OQ", KEY_F(2) },
	{ "\033[12~", KEY_F(2) },
	{ "\033[[B", KEY_F(2) },
	{ "\033OR", KEY_F(3) },
	{ "\033[[C", KEY_F(3) },
	{ "\033OS", KEY_F(4) },
	{ "\033[[D", KEY_F(4) },
	{ "\033[15~", KEY_F(5) },
	{ "\033[[E", KEY_F(5) },
};
/* clang-format on */

static void add_variants(void)
{
	for (size_t i = 0; i < ARRAY_LEN(variants); i++)
		(void)define_key(variants[i].bytes, variants[i].code);
}

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
	buf_add_text(&bytes, "\033[?2004l");
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

static enum depth find_depth(const struct curses_term *ct)
{
	if (ct->max_pairs < 1 || COLORS < 8)
		return DEPTH_MONO;
	if (COLORS < 16)
		return DEPTH_8;
	if (COLORS < 256)
		return DEPTH_16;
	return COLORS > 256 ? DEPTH_RGB : DEPTH_256;
}

static void start_colors(struct curses_term *ct, bool no_color)
{
	ct->max_pairs = 0;
	if (!no_color && has_colors() && start_color() != ERR) {
		ct->default_colors = use_default_colors() == OK;
		ct->max_pairs = COLOR_PAIRS - 1 < PAIRS_MAX - 1 ? COLOR_PAIRS - 1
								: PAIRS_MAX - 1;
	}
	ct->depth = find_depth(ct);
}

static void start_modes(struct curses_term *ct)
{
	term_out_direct(&ct->out, true);
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)tcgetattr(STDOUT_FILENO, &ct->settings);
	term_out_direct(&ct->out, false);
	(void)nodelay(stdscr, TRUE);
	(void)keypad(stdscr, TRUE);
	(void)intrflush(stdscr, FALSE);
	(void)leaveok(stdscr, FALSE);
	(void)idlok(stdscr, FALSE);
	(void)scrollok(stdscr, FALSE);
	(void)typeahead(-1); /* a frame is never left half drawn for a key */
	(void)curs_set(0);
	ct->cursor = false;
	send(ct, "\033[?2004h");
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

static void start_fatal(const struct term_options *o)
{
	save_sequence();
	term_guard_arm(true);
	signals_on_fatal(term_guard_restore);
	bug_on_stop(term_guard_restore);
	if (!o->keep_stderr)
		(void)term_guard_keep_stderr();
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
	if (!term_out_open(&ct->out, STDOUT_FILENO, err) ||
	    !start_screen(ct, options, err)) {
		term_out_release(&ct->out);
		input_release(&ct->input);
		free(ct);
		return NULL;
	}
	start_fatal(options);
	start_colors(ct, options->no_color);
	add_variants();
	start_modes(ct);
	frame_init(&ct->shown, LINES, COLS);
	struct err ignored = ERR_INIT;
	bool shipped = theme_shipped(
		&ct->theme, ct->depth == DEPTH_MONO ? "mono" : "dark", &ignored);
	bug_unless(shipped);
	return &ct->base;
}

static void curses_leave(struct term *t)
{
	struct curses_term *ct = own(t);
	if (ct->left)
		return;
	ct->left = true;
	term_out_add(&ct->out, STR("\033[?2004l"));
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
	struct curses_term *ct = own(t);
	if (!ct->left) {
		AUTO(buf) modes = BUF_INIT(64);
		(void)tcsetattr(STDOUT_FILENO, TCSANOW, &ct->settings);
		add_capability(&modes, "smkx");
		add_capability(&modes, ct->cursor ? "cnorm" : "civis");
		buf_add_text(&modes, "\033[?2004h");
		send(ct, buf_text(&modes));
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
	own(t)->all = true;
}

static void curses_return(struct term *t)
{
	struct curses_term *ct = own(t);
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
	struct curses_term *ct = own(t);
	curses_leave(t);
	(void)tcflush(STDIN_FILENO, TCIFLUSH); /* late replies are not for the shell */
	signals_on_fatal(NULL);
	bug_on_stop(NULL);
	delscreen(ct->screen);
	term_out_release(&ct->out);
	term_guard_give_stderr();
	input_release(&ct->input);
	frame_release(&ct->shown);
	free(ct);
}

/* --- keys ------------------------------------------------------------------------ */

static struct key key_of(wint_t code)
{
	/* clang-format off */
	static const struct {
		int curses;
		uint32_t code;
	} rows[] = {
		{ KEY_ENTER, KEYCAP_ENTER },
		{ KEY_BACKSPACE, KEYCAP_BACKSPACE },
		{ KEY_DC, KEYCAP_DELETE },
		{ KEY_IC, KEYCAP_INSERT },
		{ KEY_UP, KEYCAP_UP },
		{ KEY_DOWN, KEYCAP_DOWN },
		{ KEY_LEFT, KEYCAP_LEFT },
		{ KEY_RIGHT, KEYCAP_RIGHT },
		{ KEY_HOME, KEYCAP_HOME },
		{ KEY_END, KEYCAP_END },
		{ KEY_PPAGE, KEYCAP_PAGE_UP },
		{ KEY_NPAGE, KEYCAP_PAGE_DOWN },
		{ KEY_BTAB, KEYCAP_BACKTAB },
		{ KEY_A1, KEYCAP_HOME },
		{ KEY_C1, KEYCAP_END },
		{ KEY_A3, KEYCAP_PAGE_UP },
		{ KEY_C3, KEYCAP_PAGE_DOWN },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if ((wint_t)rows[i].curses == code)
			return KEY_OF(rows[i].code);
	}
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return KEY_OF(KEYCAP_F1 + code - KEY_F(1));
	return KEY_OF(KEYCAP_NONE);
}

static bool readable(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	return poll(&in, 1, 0) > 0 && (in.revents & (POLLIN | POLLHUP | POLLERR));
}

/* One thing from curses into the state machine. */
static enum input_event feed(struct curses_term *ct, int kind, wint_t code,
			     struct key *ret_key)
{
	if (kind != KEY_CODE_YES)
		return input_code(&ct->input, (uint32_t)code, now_ms(), ret_key);
	struct key k = key_of(code);
	if (code == KEY_RESIZE || k.code == KEYCAP_NONE)
		return INPUT_NONE;
	return input_keycap(&ct->input, k, ret_key);
}

static bool give(struct curses_term *ct, enum input_event event, struct key k,
		 struct term_event *ret)
{
	if (event == INPUT_NONE)
		return false;
	bool paste = event == INPUT_PASTED;
	*ret = (struct term_event){ .kind = paste ? TERM_PASTE : TERM_KEY, .key = k };
	if (paste)
		ret->paste = buf_str(&ct->input.paste);
	return true;
}

static bool curses_next(struct term *t, struct term_event *ret)
{
	struct curses_term *ct = own(t);
	struct key k = { 0 };
	if (ct->left)
		return false;
	input_forget(&ct->input);
	bool ready = readable();
	for (;;) {
		wint_t code = 0;
		int kind = get_wch(&code);
		if (kind == ERR)
			break;
		ready = false;
		ct->empty = 0;
		if (give(ct, feed(ct, kind, code, &k), k, ret))
			return true;
	}
	ct->empty = ready ? ct->empty + 1 : 0;
	return give(ct, input_idle(&ct->input, now_ms(), &k), k, ret);
}

static int curses_wait_ms(const struct term *t)
{
	return input_wait_ms(&own_const(t)->input, now_ms());
}

static bool curses_gone(const struct term *t)
{
	struct termios now;
	if (own_const(t)->empty < EMPTY_MAX)
		return false;
	return tcgetattr(STDIN_FILENO, &now) != 0 && errno == EIO;
}

/* --- cells ----------------------------------------------------------------------- */

/* The pair of two colours; 0 when the terminal has no more. */
static int pair_of(struct curses_term *ct, int fg, int bg)
{
	if (!ct->default_colors) { /* -1 is not to be had: white on black */
		fg = fg < 0 ? COLOR_WHITE : fg;
		bg = bg < 0 ? COLOR_BLACK : bg;
	} else if (fg < 0 && bg < 0) {
		return 0;
	}
	for (int i = 1; i <= ct->n_pairs; i++) {
		if (ct->pairs[i].fg == fg && ct->pairs[i].bg == bg)
			return i;
	}
	if (ct->n_pairs >= ct->max_pairs)
		return 0;
	int pair = ct->n_pairs + 1;
	if (init_extended_pair(pair, fg, bg) == ERR)
		return 0;
	ct->n_pairs = pair;
	ct->pairs[pair] = (struct pair){ fg, bg };
	return pair;
}

static const struct look *look_of(struct curses_term *ct, uint8_t role, uint8_t on)
{
	struct look *look = &ct->looks[role][on];
	if (!ct->look_known[role][on]) {
		*look = theme_look(&ct->theme, (enum role)role, (enum role)on,
				   ct->depth);
		ct->look_known[role][on] = true;
	}
	return look;
}

static attr_t attrs_of(const struct look *look, uint8_t flags)
{
	attr_t attrs = A_NORMAL;
	if ((look->attr & ATTR_BOLD) || (flags & CELL_STRONG))
		attrs |= A_BOLD;
	if (look->attr & ATTR_UNDERLINE)
		attrs |= A_UNDERLINE;
	if (look->attr & ATTR_REVERSE)
		attrs |= A_REVERSE;
#ifdef A_ITALIC
	if (look->attr & ATTR_ITALIC)
		attrs |= A_ITALIC;
#endif
	return attrs;
}

/* Does the C library agree on the width?  Else the terminal's columns would shift. */
static bool drawable(const struct curses_term *ct, const struct cell *c)
{
	if (!ct->utf8)
		return c->code[0] < 0x7F && c->code[1] == 0;
	if (wcwidth((wchar_t)c->code[0]) != c->width)
		return false;
	for (int i = 1; i < CELL_CODES && c->code[i]; i++) {
		if (wcwidth((wchar_t)c->code[i]) != 0)
			return false;
	}
	return true;
}

static uint32_t stand_in(const struct curses_term *ct, const struct cell *c)
{
	static struct glyph_set ascii;
	if (ct->utf8)
		return 0xFFFD;
	if (ascii.code[0] == 0)
		glyph_set_init(&ascii, true);
	uint32_t code = glyph_map(&ascii, c->code[0]);
	return code < 0x7F ? code : '?';
}

static void put_char(struct curses_term *ct, int row, int col, const wchar_t *text,
		     const struct cell *c)
{
	const struct look *look = look_of(ct, c->role, c->on);
	cchar_t cell;
	int pair = pair_of(ct, look->fg, look->bg);
	attr_t attrs = attrs_of(look, c->flags);
	if (pair == 0 && look->bg >= 0 && ct->max_pairs > 0 && c->on != ROLE_BG)
		attrs |= A_REVERSE; /* out of pairs: a ground must still be seen */
	if (setcchar(&cell, text, attrs, 0, &pair) == OK)
		(void)mvadd_wchnstr(row, col, &cell, 1);
}

static void put_cell(struct curses_term *ct, int row, int col, const struct cell *c)
{
	wchar_t text[CELL_CODES + 1] = { 0 };
	if (drawable(ct, c)) {
		for (int i = 0; i < CELL_CODES && c->code[i]; i++)
			text[i] = (wchar_t)c->code[i];
		put_char(ct, row, col, text, c);
		return;
	}
	text[0] = (wchar_t)stand_in(ct, c);
	for (int i = 0; i < c->width; i++)
		put_char(ct, row, col + i, text, c);
}

static const struct cell *cell_at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

static bool changed(const struct curses_term *ct, const struct frame *f, int row,
		    int col)
{
	return ct->all || memcmp(cell_at(f, row, col), cell_at(&ct->shown, row, col),
				 sizeof(struct cell)) != 0;
}

static void put_row(struct curses_term *ct, const struct frame *f, int row, int cols)
{
	for (int col = 0; col < cols; col++) {
		const struct cell *c = cell_at(f, row, col);
		bool other =
			changed(ct, f, row, col) || (c->width == 2 && col + 1 < cols &&
						     changed(ct, f, row, col + 1));
		if (c->width == 2 && col + 1 >= cols)
			other = false; /* half a character at a border just moved */
		if (other && c->width > 0)
			put_cell(ct, row, col, c);
	}
}

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
		put_row(ct, f, row, cols);
	show_cursor(ct, f);
}

static bool curses_pending(const struct term *t)
{
	return term_out_pending(&own_const(t)->out);
}

static bool curses_push(struct term *t)
{
	return term_out_push(&own(t)->out);
}

static bool curses_send(struct term *t, struct str bytes)
{
	struct curses_term *ct = own(t);
	if (ct->left || !term_out_push(&ct->out))
		return false;
	term_out_add(&ct->out, bytes);
	(void)term_out_push(&ct->out);
	return true;
}

static bool curses_draw(struct term *t, const struct frame *f)
{
	struct curses_term *ct = own(t);
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
	put_frame(ct, f);
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
	struct curses_term *ct = own(t);
	if (ct->depth == DEPTH_MONO)
		return; /* mono is what such a terminal can show */
	ct->theme = *theme;
	memset(ct->look_known, 0, sizeof(ct->look_known));
	ct->n_pairs = 0;
	if (ct->default_colors)
		(void)assume_default_colors(-1, -1);
	ct->all = true;
}

static enum depth curses_depth(const struct term *t)
{
	return own_const(t)->depth;
}

static const char *curses_note(const struct term *t)
{
	const char *note = own_const(t)->note;
	return note[0] ? note : NULL;
}

static const struct frame *curses_last(const struct term *t)
{
	return &own_const(t)->shown;
}

static const struct term_kind curses_kind = {
	.free = curses_free,
	.size = curses_size,
	.next = curses_next,
	.wait_ms = curses_wait_ms,
	.draw = curses_draw,
	.pending = curses_pending,
	.push = curses_push,
	.send = curses_send,
	.set_theme = curses_set_theme,
	.depth = curses_depth,
	.resized = curses_resized,
	.redraw = curses_redraw,
	.leave = curses_leave,
	.come_back = curses_return,
	.gone = curses_gone,
	.note = curses_note,
	.last = curses_last,
};

const char *term_version(void)
{
	return curses_version();
}

/*
 * From curses to keys: what it decodes by the terminal's description and what input.c
 * understands by itself.
 */
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <unistd.h>
#include <wchar.h>

#include "core/base/clock.h"
#include "tui/kit/term_curses.h"

#define EMPTY_MAX 3 /* reads without a byte although poll() says there is one */

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

void term_curses_keys_init(void)
{
	for (size_t i = 0; i < ARRAY_LEN(variants); i++)
		(void)define_key(variants[i].bytes, variants[i].code);
	/* "\033[<" or "\033[M": curses would keep this beginning of a report to itself.
	 * Not keyok(): that leaves the rest of the report to be typed. */
	const char *mouse = tigetstr("kmous");
	if (mouse && (intptr_t)mouse != -1)
		(void)define_key(mouse, 0);
}

static int64_t now_ms(void)
{
	return clock_mono_us(&clock_system) / 1000;
}

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
	*ret = (struct term_event){ .kind = TERM_KEY, .key = k };
	if (event == INPUT_PASTED) {
		ret->kind = TERM_PASTE;
		ret->paste = buf_str(&ct->input.paste);
		ret->lost = ct->input.state == INPUT_LOST;
	} else if (event == INPUT_MOUSED) {
		ret->kind = TERM_MOUSE;
		ret->mouse = ct->input.mouse;
	}
	return true;
}

bool term_curses_next(struct term *t, struct term_event *ret)
{
	struct curses_term *ct = term_curses_own(t);
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
	term_curses_heard(ct);
	ct->empty = ready ? ct->empty + 1 : 0;
	return give(ct, input_idle(&ct->input, now_ms(), &k), k, ret);
}

int term_curses_wait_ms(const struct term *t)
{
	return input_wait_ms(&term_curses_of(t)->input, now_ms());
}

bool term_curses_gone(const struct term *t)
{
	struct termios now;
	if (term_curses_of(t)->empty < EMPTY_MAX)
		return false;
	return tcgetattr(STDIN_FILENO, &now) != 0 && errno == EIO;
}

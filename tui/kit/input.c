/*
 * The state machine of terminal input.
 *
 *   EARLY, as ESC, but no key
 *   GROUND -ESC-> ESC -[-> CSI -final-> GROUND     (200~ -> PASTE)
 *                              -[-> LINUX -byte-> GROUND
 *                              -M-> X10 -three-> GROUND
 *                 ESC -O-> SS3 -byte-> GROUND
 *                 ESC -] P X ^ _-> STRING -BEL, ESC \-> GROUND
 *                 ESC -other-> GROUND, Alt and that key
 *   PASTE -ESC [ 201 ~-> GROUND
 *         -10 s without a byte-> LOST -ESC [ 201 ~, a byte and 2 s, Ctrl-C-> GROUND
 *
 * What always holds: a code point of a sequence never becomes a key; a pasted one
 * never does either, but for Ctrl-C in LOST; every state but GROUND ends by itself
 * (input_idle), LOST once a byte of it has come.
 */
#include "tui/kit/input.h"

#include <string.h>

#include "core/base/utf8.h"

#define ESC    0x1Bu
#define BEL    0x07u
#define CTRL_C 0x03u

void input_init(struct input *in)
{
	*in = (struct input){ .paste = BUF_SECRET(INPUT_PASTE_MAX) };
}

void input_release(struct input *in)
{
	if (in)
		buf_release(&in->paste);
}

void input_forget(struct input *in)
{
	if (in->state == INPUT_PASTE || in->paste.len == 0)
		return;
	buf_release(&in->paste);
}

void input_expect(struct input *in, const struct term_query *begun, int64_t now_ms,
		  int64_t until_ms)
{
	static const enum input_state states[] = {
		[QUERY_GROUND] = INPUT_GROUND,
		[QUERY_ESC] = INPUT_EARLY,
		[QUERY_CSI] = INPUT_CSI,
		[QUERY_OSC] = INPUT_STRING,
		[QUERY_OSC_ESC] = INPUT_STRING_ESC,
	};
	in->answer = *begun;
	in->state = states[begun->state];
	in->n_params =
		begun->len < sizeof(in->params) ? begun->len : sizeof(in->params);
	memcpy(in->params, begun->text, in->n_params);
	in->since_ms = now_ms;
	in->answer_until_ms = begun->done ? 0 : until_ms;
}

static enum input_event give(struct key k, struct key *ret_key)
{
	*ret_key = k;
	return INPUT_KEY;
}

/* No terminal sends these today; they are neither text nor keys. */
static bool is_c1(uint32_t code)
{
	return code >= 0x80 && code < 0xA0;
}

/* What a code point alone stands for. */
static struct key key_of(uint32_t code)
{
	if (code == '\r')
		return KEY_OF(KEYCAP_ENTER);
	if (code == '\t')
		return KEY_OF(KEYCAP_TAB);
	if (code == 0x7F || code == 0x08)
		return KEY_OF(KEYCAP_BACKSPACE);
	if (code == ESC)
		return KEY_OF(KEYCAP_ESC);
	if (code == 0)
		return KEY_CTRL(' ');
	if (code < 0x20)
		return KEY_CTRL(code <= 26 ? code + 'a' - 1 : code + '@');
	return KEY_OF(code);
}

/* Sequences that curses' description of the terminal may not have. */
static struct key key_of_final(uint32_t final)
{
	switch (final) {
	case 'A': return KEY_OF(KEYCAP_UP);
	case 'B': return KEY_OF(KEYCAP_DOWN);
	case 'C': return KEY_OF(KEYCAP_RIGHT);
	case 'D': return KEY_OF(KEYCAP_LEFT);
	case 'F': return KEY_OF(KEYCAP_END);
	case 'H': return KEY_OF(KEYCAP_HOME);
	case 'M': return KEY_OF(KEYCAP_ENTER); /* SS3 M: keypad */
	case 'P': return KEY_OF(KEYCAP_F1);
	case 'Q': return KEY_OF(KEYCAP_F1 + 1);
	case 'R': return KEY_OF(KEYCAP_F1 + 2);
	case 'S': return KEY_OF(KEYCAP_F1 + 3);
	case 'Z': return KEY_OF(KEYCAP_BACKTAB);
	default: return KEY_OF(KEYCAP_NONE);
	}
}

/* CSI number ~ as rxvt, linux, xterm and tmux send it. */
static struct key key_of_number(struct str number)
{
	/* clang-format off */
	static const struct {
		const char *number;
		uint32_t code;
	} rows[] = {
		{ "1", KEYCAP_HOME },
		{ "7", KEYCAP_HOME },
		{ "4", KEYCAP_END },
		{ "8", KEYCAP_END },
		{ "2", KEYCAP_INSERT },
		{ "3", KEYCAP_DELETE },
		{ "5", KEYCAP_PAGE_UP },
		{ "6", KEYCAP_PAGE_DOWN },
		{ "11", KEYCAP_F1 },
		{ "12", KEYCAP_F1 + 1 },
		{ "13", KEYCAP_F1 + 2 },
		{ "14", KEYCAP_F1 + 3 },
		{ "15", KEYCAP_F1 + 4 },
		{ "17", KEYCAP_F1 + 5 },
		{ "18", KEYCAP_F1 + 6 },
		{ "19", KEYCAP_F1 + 7 },
		{ "20", KEYCAP_F1 + 8 },
		{ "21", KEYCAP_F1 + 9 },
		{ "23", KEYCAP_F1 + 10 },
		{ "24", KEYCAP_F12 },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (str_is(number, rows[i].number))
			return KEY_OF(rows[i].code);
	}
	return KEY_OF(KEYCAP_NONE);
}

/*
 * Keys as kitty's protocol and xterm's modifyOtherKeys spell them.  candor asks for
 * neither, but a program before it may have left them on, and tmux may be told to send
 * them always: each key is what it would be without.
 *
 * mods  1 and a bit each; locks do not count, Super and its like make it no key of ours
 */
static struct key key_of_spelled(uint32_t code, uint32_t shifted, int64_t mods)
{
	enum {
		SHIFT = 1,
		ALT = 2,
		CTRL = 4,
		LOCKS = 64 | 128
	};
	int64_t bits = (mods - 1) & ~(int64_t)LOCKS;
	bool named = code == '\r' || code == '\t' || code == ESC || code == 0x7F;
	bool letter = code >= 'a' && code <= 'z';
	struct key k = KEY_OF(KEYCAP_NONE);
	if ((bits & ~(int64_t)(SHIFT | ALT | CTRL)) || (code < 0x20 && !named) ||
	    is_c1(code) || (code >= 0xD800 && code < 0xF900)) /* none, or of kitty's */
		return k;
	if (named)
		k = code == '\t' && (bits & SHIFT) ? KEY_OF(KEYCAP_BACKTAB)
						   : key_of(code);
	else if ((bits & CTRL) && (letter || (code >= '@' && code <= '_')))
		k = key_of(code & 0x1F);
	else if (bits & CTRL)
		k = code == ' ' ? key_of(0) : k;
	else if (bits & SHIFT)
		k = KEY_OF(shifted ? shifted : letter ? code - 'a' + 'A' : code);
	else
		k = KEY_OF(code);
	if (k.code != KEYCAP_NONE && (bits & ALT))
		k.mods |= KEY_MOD_ALT;
	return k;
}

/* CSI code : shifted ; mods : event u */
static struct key key_of_kitty(struct str params)
{
	struct str codes = str_cut(&params, ';');
	struct str mods = str_cut(&params, ';');
	struct str first = str_cut(&mods, ':');
	int64_t code = 0;
	int64_t shifted = 0;
	int64_t bits = 1;
	if (!str_int(str_cut(&codes, ':'), 1, 0x10FFFF, &code) ||
	    (first.len > 0 && !str_int(first, 1, 256, &bits)) ||
	    str_is(str_cut(&mods, ':'), "3")) /* let go */
		return KEY_OF(KEYCAP_NONE);
	if (!str_int(str_cut(&codes, ':'), 0x20, 0x7E, &shifted))
		shifted = 0;
	return key_of_spelled((uint32_t)code, (uint32_t)shifted, bits);
}

/* CSI 27 ; mods ; code ~ */
static struct key key_of_xterm(struct str params)
{
	int64_t mods = 0;
	int64_t code = 0;
	if (!str_is(str_cut(&params, ';'), "27") ||
	    !str_int(str_cut(&params, ';'), 1, 256, &mods) ||
	    !str_int(params, 1, 0x10FFFF, &code))
		return KEY_OF(KEYCAP_NONE);
	return key_of_spelled((uint32_t)code, 0, mods);
}

static enum input_event give_known(struct key k, struct key *ret_key)
{
	return k.code == KEYCAP_NONE ? INPUT_NONE : give(k, ret_key);
}

/*
 * CSI < buttons ; column ; row M (pressed) or m (let go).  Movements, other buttons and
 * buttons with modifiers are of no use here.
 */
static enum input_event end_mouse(struct input *in, struct str params, uint32_t final)
{
	static const struct {
		int64_t buttons;
		enum mouse_what what;
	} rows[] = {
		{ 0, MOUSE_PRESS },
		{ 64, MOUSE_WHEEL_UP },
		{ 65, MOUSE_WHEEL_DOWN },
	};
	int64_t buttons = -1;
	int64_t col = 0;
	int64_t row = 0;
	if (!in->mouse_on || final != 'M' ||
	    !str_int(str_cut(&params, ';'), 0, 255, &buttons) ||
	    !str_int(str_cut(&params, ';'), 1, 9999, &col) ||
	    !str_int(params, 1, 9999, &row))
		return INPUT_NONE;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].buttons != buttons)
			continue;
		in->mouse = (struct mouse){ rows[i].what, (int)row - 1, (int)col - 1 };
		return INPUT_MOUSED;
	}
	return INPUT_NONE;
}

static enum input_event end_csi(struct input *in, uint32_t final, struct key *ret_key)
{
	struct str params = { in->params, in->n_params };
	in->state = INPUT_GROUND;
	if (params.len == 0 && final == '[') {
		in->state = INPUT_LINUX;
		return INPUT_NONE;
	}
	if (params.len == 0 && final == 'M') {
		in->state = INPUT_X10;
		in->n_x10 = 0;
		return INPUT_NONE;
	}
	if (str_starts(params, "<"))
		return end_mouse(in, (struct str){ params.p + 1, params.len - 1 },
				 final);
	if (final == '~' && str_is(params, "200")) {
		in->state = INPUT_PASTE;
		in->end_seen = 0;
		buf_clear(&in->paste);
		return INPUT_NONE;
	}
	if (final == 'c')
		in->answer_until_ms = 0;
	if (final == 'u')
		return give_known(key_of_kitty(params), ret_key);
	if (final == '~')
		return give_known(str_starts(params, "27;") ? key_of_xterm(params)
							    : key_of_number(params),
				  ret_key);
	bool cursor = final == 'A' || final == 'B' || final == 'C' || final == 'D' ||
		      final == 'F' || final == 'H' || final == 'Z';
	if (params.len == 0 && cursor)
		return give_known(key_of_final(final), ret_key);
	return INPUT_NONE;
}

static enum input_event csi_code(struct input *in, uint32_t code, struct key *ret_key)
{
	if (code == ESC) {
		in->state = INPUT_ESC;
		return INPUT_NONE;
	}
	if (code >= 0x40 && code <= 0x7E)
		return end_csi(in, code, ret_key);
	if (code < 0x20 || code > 0x7E) { /* no sequence after all */
		in->state = INPUT_GROUND;
		return INPUT_NONE;
	}
	if (in->n_params < sizeof(in->params))
		in->params[in->n_params++] = (char)code;
	return INPUT_NONE;
}

static enum input_event esc_code(struct input *in, uint32_t code, struct key *ret_key)
{
	in->state = INPUT_GROUND;
	in->n_params = 0;
	switch (code) {
	case '[': in->state = INPUT_CSI; return INPUT_NONE;
	case 'O': in->state = INPUT_SS3; return INPUT_NONE;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_': in->state = INPUT_STRING; return INPUT_NONE;
	case ESC: in->state = INPUT_ESC; return give(KEY_OF(KEYCAP_ESC), ret_key);
	default: break;
	}
	if (is_c1(code))
		return INPUT_NONE;
	struct key k = key_of(code);
	k.mods |= KEY_MOD_ALT;
	return give(k, ret_key);
}

/* ESC [ [ A to E. */
static enum input_event linux_code(struct input *in, uint32_t code, struct key *ret_key)
{
	in->state = INPUT_GROUND;
	return code >= 'A' && code <= 'E'
		       ? give(KEY_OF(KEYCAP_F1 + code - 'A'), ret_key)
		       : INPUT_NONE;
}

static void x10_code(struct input *in, uint32_t code)
{
	if (++in->n_x10 == 3 || code < 0x20)
		in->state = INPUT_GROUND;
}

static void string_code(struct input *in, uint32_t code)
{
	if (in->state == INPUT_STRING_ESC)
		in->state = code == '\\'  ? INPUT_GROUND
			    : code == ESC ? INPUT_STRING_ESC
					  : INPUT_STRING;
	else if (code == ESC)
		in->state = INPUT_STRING_ESC;
	else if (code == BEL || code == 0x9C)
		in->state = INPUT_GROUND;
}

static const char paste_end[] = "\033[201~";

/* The end of a paste is looked for code point by code point.  True: this was its last.
 */
static bool ends_paste(struct input *in, uint32_t code)
{
	if (code != (unsigned char)paste_end[in->end_seen]) {
		in->end_seen = code == ESC ? 1 : 0;
		return false;
	}
	if (++in->end_seen < sizeof(paste_end) - 1)
		return false;
	in->end_seen = 0;
	in->state = INPUT_GROUND;
	in->drop = true;
	return true;
}

/* What looked like the end and was not is text. */
static enum input_event paste_code(struct input *in, uint32_t code)
{
	size_t seen = in->end_seen;
	if (ends_paste(in, code))
		return INPUT_PASTED;
	if (in->end_seen > seen)
		return INPUT_NONE;
	buf_add(&in->paste, paste_end, seen);
	if (code != ESC)
		utf8_put(&in->paste, code);
	return INPUT_NONE;
}

static enum input_event lost_code(struct input *in, uint32_t code, struct key *ret_key)
{
	in->lost_seen = true;
	if (code == CTRL_C) {
		in->state = INPUT_GROUND;
		return give(KEY_CTRL('c'), ret_key);
	}
	(void)ends_paste(in, code); /* then in->state says so */
	return INPUT_NONE;
}

static enum input_event step(struct input *in, uint32_t code, struct key *ret_key)
{
	switch (in->state) {
	case INPUT_GROUND:
		if (code == ESC) {
			in->state = INPUT_ESC;
			return INPUT_NONE;
		}
		if (is_c1(code))
			return INPUT_NONE;
		return give(key_of(code), ret_key);
	case INPUT_EARLY:
		if (code != '[' && code != ']') {
			in->state = INPUT_GROUND;
			return step(in, code, ret_key);
		}
		return esc_code(in, code, ret_key);
	case INPUT_ESC: return esc_code(in, code, ret_key);
	case INPUT_CSI: return csi_code(in, code, ret_key);
	case INPUT_SS3:
		in->state = INPUT_GROUND;
		return give_known(key_of_final(code), ret_key);
	case INPUT_LINUX: return linux_code(in, code, ret_key);
	case INPUT_X10: x10_code(in, code); return INPUT_NONE;
	case INPUT_STRING:
	case INPUT_STRING_ESC: string_code(in, code); return INPUT_NONE;
	case INPUT_PASTE: return paste_code(in, code);
	case INPUT_LOST: return lost_code(in, code, ret_key);
	}
	return INPUT_NONE;
}

/* A key or a press that came, unless it still belongs to a paste. */
static enum input_event pass(struct input *in, enum input_event event)
{
	bool pressed = event == INPUT_KEY || event == INPUT_MOUSED;
	return pressed && in->drop ? INPUT_NONE : event;
}

enum input_event input_code(struct input *in, uint32_t code, int64_t now_ms,
			    struct key *ret_key)
{
	char byte = (char)code;
	in->since_ms = now_ms;
	if (code < 0x80 && in->state != INPUT_PASTE && in->state != INPUT_LOST)
		term_query_feed(&in->answer, &byte, 1);
	return pass(in, step(in, code, ret_key));
}

enum input_event input_keycap(struct input *in, struct key k, struct key *ret_key)
{
	if (in->state == INPUT_PASTE || in->state == INPUT_LOST)
		return INPUT_NONE;
	if (in->state == INPUT_ESC)
		k.mods |= KEY_MOD_ALT;
	in->state = INPUT_GROUND;
	in->answer.state = QUERY_GROUND;
	return pass(in, give(k, ret_key));
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* CSI ? is the beginning of no key: a report of the terminal. */
static bool is_report(const struct input *in)
{
	return in->n_params > 0 && in->params[0] == '?';
}

static int64_t patience_ms(const struct input *in)
{
	int64_t answer_ms = larger(in->answer_until_ms - in->since_ms, 0);
	switch (in->state) {
	case INPUT_GROUND: return -1;
	case INPUT_ESC: return answer_ms > 0 ? INPUT_STRING_MS : 0;
	case INPUT_EARLY: return answer_ms;
	case INPUT_CSI:
		return larger(answer_ms,
			      is_report(in) ? INPUT_STRING_MS : INPUT_REST_MS);
	case INPUT_LINUX:
	case INPUT_X10:
	case INPUT_SS3: return INPUT_REST_MS;
	case INPUT_STRING:
	case INPUT_STRING_ESC: return larger(answer_ms, INPUT_STRING_MS);
	case INPUT_PASTE: return INPUT_PASTE_MS;
	case INPUT_LOST: return in->lost_seen ? INPUT_LOST_MS : -1;
	}
	return -1;
}

enum input_event input_idle(struct input *in, int64_t now_ms, struct key *ret_key)
{
	int64_t patience = patience_ms(in);
	bool dropping = in->drop;
	in->drop = false;
	if (patience < 0 || now_ms - in->since_ms < patience)
		return INPUT_NONE;
	enum input_state was = in->state;
	in->state = INPUT_GROUND;
	in->answer.state = QUERY_GROUND;
	if (was == INPUT_ESC && !dropping)
		return give(KEY_OF(KEYCAP_ESC), ret_key);
	if (was != INPUT_PASTE)
		return INPUT_NONE;
	in->state = INPUT_LOST;
	in->lost_seen = false;
	in->end_seen = 0;
	return INPUT_PASTED;
}

int input_wait_ms(const struct input *in, int64_t now_ms)
{
	int64_t patience = patience_ms(in);
	if (patience < 0)
		return -1;
	int64_t left = in->since_ms + patience - now_ms;
	return left > 0 ? (int)left : 0;
}

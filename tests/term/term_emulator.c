/*
 * The terminal as the program meets it: libvterm, and what it does not know: the
 * clipboard, the colour of the ground, modes 2026 and 2031, bracketed paste.
 */
#include "term_impl.h"

#include <unistd.h>

static bool know_frames, know_schemes; /* terminals started from now on */

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct term *t = user;
	if (prop == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		t->cursor_on = value->boolean;
	if (prop == VTERM_PROP_MOUSE)
		t->mouse_mode = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static int digit64(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* Base64 up to its padding; what is none ends it. */
static char *decode64(const char *p, size_t len)
{
	char *out = calloc(1, len + 1);
	unsigned bits = 0;
	int n_bits = 0;
	size_t n = 0;
	assert_non_null(out);
	for (size_t i = 0; i < len && digit64(p[i]) >= 0; i++) {
		bits = (bits << 6 | (unsigned)digit64(p[i])) & 0xFFFFFF;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[n++] = (char)(bits >> n_bits & 0xFF);
		}
	}
	return out;
}

static void answer(const struct term *t, const char *bytes, size_t len)
{
	if (!t->mute && t->master >= 0 && write(t->master, bytes, len) < 0)
		print_message("answer lost\n");
}

static void answer_ground(struct term *t)
{
	char bytes[80];
	t->ground_asked++;
	if (t->begun) {
		answer(t, t->begun, t->begun_len);
		t->mute = true;
	}
	if (!t->ground)
		return;
	int len = snprintf(bytes, sizeof(bytes), "\033]11;%s\033\\", t->ground);
	answer(t, bytes, (size_t)len);
}

static int on_osc(const char *command, size_t len, void *user)
{
	struct term *t = user;
	if (len == 4 && memcmp(command, "11;?", 4) == 0)
		answer_ground(t);
	if (len >= 5 && memcmp(command, "52;c;", 5) == 0) {
		free(t->clipboard);
		t->clipboard = decode64(command + 5, len - 5);
	}
	return 1;
}

static const VTermScreenCallbacks on_screen = { .settermprop = on_prop };
static const VTermParserCallbacks on_unknown = { .osc = on_osc };

/* Answers of the terminal (device attributes) go back to the program. */
static void on_answer(const char *bytes, size_t len, void *user)
{
	answer(user, bytes, len);
}

void emulator_init(struct term *t)
{
	t->vt = vterm_new(t->rows, t->cols);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, on_answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_set_callbacks(t->screen, &on_screen, t);
	vterm_screen_set_unrecognised_fallbacks(t->screen, &on_unknown, t);
	vterm_screen_reset(t->screen, 1);
	t->cursor_on = true;
	t->knows_frames = know_frames;
	t->knows_schemes = know_schemes;
}

void term_know_frames(bool on)
{
	know_frames = on;
}

void term_know_schemes(bool on)
{
	know_schemes = on;
}

void term_frames(const struct term *t, size_t *ret_begun, size_t *ret_ended)
{
	*ret_begun = t->frames_begun;
	*ret_ended = t->frames_ended;
}

bool term_scheme_mode(const struct term *t)
{
	return t->scheme_mode;
}

int term_scheme_asked(const struct term *t)
{
	return t->scheme_asked;
}

static void answer_mode(const struct term *t, bool known, const char *number)
{
	char bytes[32];
	int len = snprintf(bytes, sizeof(bytes), "\033[?%.4s;2$y", number);
	if (known)
		answer(t, bytes, (size_t)len);
}

/* libvterm 0.1.4 does not know all of them, and tells of none. */
static void on_mode(struct term *t, const char *number, char final)
{
	bool set = final == 'h';
	bool change = set || final == 'l';
	if (memcmp(number, "2026", 4) == 0) {
		t->frames_begun += set;
		t->frames_ended += final == 'l';
		if (final == '$')
			answer_mode(t, t->knows_frames, number);
	} else if (memcmp(number, "2004", 4) == 0 && change) {
		t->paste_mode = set;
	} else if (memcmp(number, "2031", 4) == 0) {
		t->scheme_mode = change ? set : t->scheme_mode;
		if (final == '$')
			answer_mode(t, t->knows_schemes, number);
	}
}

/* Byte by byte: a sequence may be cut by the end of a read. */
static void watch_modes(struct term *t, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		memmove(t->last, t->last + 1, sizeof(t->last) - 1);
		t->last[sizeof(t->last) - 1] = bytes[i];
		if (memcmp(t->last, "\033[?", 3) == 0)
			on_mode(t, t->last + 3, bytes[i]);
		t->scheme_asked += memcmp(t->last + 1, "\033[?996n", 7) == 0;
	}
}

void emulator_show(struct term *t, const char *bytes, size_t len)
{
	t->bytes += len;
	watch_modes(t, bytes, len);
	vterm_input_write(t->vt, bytes, len);
}

bool term_alternate(const struct term *t)
{
	return t->alternate;
}

bool term_paste_mode(const struct term *t)
{
	return t->paste_mode;
}

bool term_mouse_mode(const struct term *t)
{
	return t->mouse_mode;
}

bool term_cursor_visible(const struct term *t)
{
	return t->cursor_on;
}

void term_cursor(const struct term *t, int *ret_row, int *ret_col)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	*ret_row = at.row;
	*ret_col = at.col;
}

void term_ground(struct term *t, const char *color)
{
	t->ground = color;
}

void term_mute(struct term *t)
{
	t->mute = true;
}

void term_answer(struct term *t, const char *bytes, size_t len)
{
	t->begun = bytes;
	t->begun_len = len;
}

int term_ground_asked(const struct term *t)
{
	return t->ground_asked;
}

size_t term_bytes(const struct term *t)
{
	return t->bytes;
}

const char *term_clipboard(const struct term *t)
{
	return t->clipboard;
}

/*
 * What stands on the screen, and what should.
 */
#include "term_impl.h"

void term_fail(struct term *t, const char *fmt, ...)
{
	va_list args;
	char what[512];
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	(void)term_read_screen(t);
	char *text = term_text(t);
	print_error("%s\n--- screen %dx%d\n%s---\n", what, t->cols, t->rows, text);
	free(text);
	fail();
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3F));
		c >>= 6;
	}
	out[0] = (char)(lead[n] | c);
	return n;
}

/* Signs of one cell; "" for the right half of a wide one.  Returns bytes. */
static size_t cell_text(const struct term *t, int row, int col, char out[32])
{
	VTermScreenCell cell;
	VTermPos at = { row, col };
	size_t len = 0;
	(void)vterm_screen_get_cell(t->screen, at, &cell);
	if (cell.chars[0] == (uint32_t)-1) {
		out[0] = '\0';
		return 0;
	}
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
		len += put_utf8(out + len, cell.chars[i]);
	if (len == 0)
		out[len++] = ' ';
	out[len] = '\0';
	return len;
}

char *term_text(const struct term *t)
{
	size_t room = (size_t)t->rows * ((size_t)t->cols * 24 + 1) + 1;
	char *text = malloc(room);
	assert_non_null(text);
	size_t len = 0;
	for (int row = 0; row < t->rows; row++) {
		size_t inked = len;
		for (int col = 0; col < t->cols; col++) {
			char cell[32];
			size_t n = cell_text(t, row, col, cell);
			memcpy(text + len, cell, n);
			len += n;
			if (n > 0 && strcmp(cell, " ") != 0)
				inked = len;
		}
		len = inked;
		text[len++] = '\n';
	}
	text[len] = '\0';
	return text;
}

static int color_index(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : -2;
}

struct term_look term_look(const struct term *t, int row, int col)
{
	struct term_look look = { 0 };
	VTermScreenCell cell;
	VTermPos at = { row, col };
	(void)vterm_screen_get_cell(t->screen, at, &cell);
	(void)cell_text(t, row, col, look.text);
	look.fg = color_index(&cell.fg);
	look.bg = color_index(&cell.bg);
	look.bold = cell.attrs.bold;
	look.reverse = cell.attrs.reverse;
	look.underline = cell.attrs.underline != 0;
	return look;
}

/* --- asserting ------------------------------------------------------------------- */

void assert_colourless(const struct term *t)
{
	for (int row = 0; row < t->rows; row++) {
		for (int col = 0; col < t->cols; col++) {
			assert_int_equal(term_look(t, row, col).fg, -1);
			assert_int_equal(term_look(t, row, col).bg, -1);
		}
	}
}

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "r");
	if (!in)
		return NULL;
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	size_t n = fread(text, 1, (1 << 20) - 1, in);
	text[n] = '\0';
	fclose(in);
	return text;
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static const char *next_line(const char **text, int *ret_len)
{
	const char *line = *text;
	const char *end = strchr(line, '\n');
	*ret_len = end ? (int)(end - line) : (int)strlen(line);
	*text = end ? end + 1 : line + *ret_len;
	return line;
}

/* Lines that differ, expected above got, with their number. */
static void print_difference(const char *expected, const char *got)
{
	for (int row = 0; *expected || *got; row++) {
		int want_len;
		int got_len;
		const char *want = next_line(&expected, &want_len);
		const char *is = next_line(&got, &got_len);
		if (want_len == got_len && memcmp(want, is, (size_t)got_len) == 0)
			continue;
		print_error("%3d - %.*s\n%3d + %.*s\n", row, want_len, want, row,
			    got_len, is);
	}
}

void assert_screen(struct term *t, const char *name)
{
	char path[512];
	const char *update = getenv("CANDOR_UPDATE_GOLDEN");
	snprintf(path, sizeof(path), "%s/screens/%s.txt", TEST_DIR, name);
	char *got = term_text(t);
	if (update && strcmp(update, "1") == 0)
		write_file(path, got);
	char *expected = read_file(path);
	bool same = expected && strcmp(expected, got) == 0;
	if (!same) {
		print_error("screen %s (%s)\n", name,
			    expected ? "differs" : "has no golden file");
		print_difference(expected ? expected : "", got);
	}
	free(expected);
	free(got);
	assert_true(same);
}

static bool on_screen_now(const struct term *t, const char *text)
{
	char *screen = term_text(t);
	bool found = strstr(screen, text) != NULL;
	free(screen);
	return found;
}

void assert_on_screen(struct term *t, const char *text)
{
	if (!on_screen_now(t, text))
		term_fail(t, "not on the screen: %s", text);
}

void assert_not_on_screen(struct term *t, const char *text)
{
	if (on_screen_now(t, text))
		term_fail(t, "on the screen: %s", text);
}

void assert_cell_role(struct term *t, int row, int col, char letter)
{
	const char *rest = t->roles;
	int len = 0;
	const char *line = "";
	for (int i = 0; i <= row; i++)
		line = next_line(&rest, &len);
	char is = col < len ? line[col] : ' ';
	if (is != letter)
		term_fail(t, "role at %d,%d is '%c', not '%c'", row, col, is, letter);
}

void assert_clipboard(struct term *t, const char *expected)
{
	if (!expected && !t->clipboard)
		return;
	assert_non_null(t->clipboard);
	assert_non_null(expected);
	assert_string_equal(t->clipboard, expected);
}

void assert_sane(struct term *t)
{
	struct termios now = term_settings(t);
	if (t->alternate)
		term_fail(t, "still in the alternate screen");
	if (!t->cursor_on)
		term_fail(t, "the cursor is still hidden");
	if (t->paste_mode)
		term_fail(t, "bracketed paste is still on");
	if (t->mouse_mode)
		term_fail(t, "the mouse is still the program's");
	if (t->scheme_mode)
		term_fail(t, "it still wants to know of dark and light");
	assert_int_equal(now.c_lflag, t->before.c_lflag);
	assert_int_equal(now.c_iflag, t->before.c_iflag);
	assert_int_equal(now.c_oflag, t->before.c_oflag);
	assert_memory_equal(now.c_cc, t->before.c_cc, sizeof(now.c_cc));
}

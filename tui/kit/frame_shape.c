/*
 * What frames are made of besides text: rules, bars, boxes, wrapped lines.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/frame.h"

#define CRUMB " \xE2\x80\xBA " /* " › " */

static void draw_line(struct pen *p, enum role role, int cols)
{
	for (; cols > 0; cols--)
		pen_text(p, role, "\xE2\x94\x80"); /* ─ */
}

/* Where the last of several crumbs begins. */
static size_t last_crumb(struct str title)
{
	size_t at = 0;
	struct str rest = title;
	for (;;) {
		const char *next = memmem(rest.p, rest.len, CRUMB, sizeof(CRUMB) - 1);
		if (!next)
			return at;
		at = (size_t)(next - title.p) + sizeof(CRUMB) - 1;
		rest = (struct str){ title.p + at, title.len - at };
	}
}

/*
 * Cut the front of a title so that it takes at most width columns: whole crumbs
 * first ("… › Logs"), then letters.
 */
static void fit_front(struct buf *out, struct str title, int width)
{
	if (utf8_width(title) <= width) {
		buf_add_str(out, title);
		return;
	}
	struct str rest = title;
	while (rest.len > 0) {
		const char *next = memmem(rest.p, rest.len, CRUMB, sizeof(CRUMB) - 1);
		if (!next)
			break;
		size_t at = (size_t)(next - title.p);
		struct str tail = { title.p + at, title.len - at };
		if (utf8_width(tail) + 1 <= width) {
			buf_add_text(out, "\xE2\x80\xA6"); /* … */
			buf_add_str(out, tail);
			return;
		}
		rest = (struct str){ next + 1, title.len - at - 1 };
	}
	utf8_fit_middle(out, title, width);
}

/* Crumbs before the last one stand back. */
static void draw_title(struct pen *p, struct str title)
{
	size_t at = last_crumb(title);
	pen_str(p, ROLE_CRUMB, (struct str){ title.p, at });
	pen_str(p, ROLE_TITLE, (struct str){ title.p + at, title.len - at });
}

/* Columns a title needs at least before what stands at the right is left out. */
static int title_least(struct str title, int width)
{
	size_t at = last_crumb(title);
	int last = utf8_width((struct str){ title.p + at, title.len - at });
	int least = at > 0 ? last + 4 : last; /* "… › " */
	return least > width / 2 ? width / 2 : least;
}

void frame_rule(struct frame *f, struct area a, int line, const char *title,
		const char *right, enum role right_role)
{
	struct pen p = pen_at(f, a, line);
	int width = pen_room(&p);
	AUTO(buf) name = BUF_INIT(2 * LIMIT_TEXT);
	AUTO(buf) shown = BUF_INIT(2 * LIMIT_TEXT);
	AUTO(buf) state = BUF_INIT(2 * LIMIT_TEXT);
	utf8_safe(&name, str_of(title), LIMIT_TEXT);
	utf8_safe(&state, str_of(right), LIMIT_TEXT);
	int state_width = state.len > 0 ? utf8_width(buf_str(&state)) + 3 : 0;
	int least = name.len > 0 ? title_least(buf_str(&name), width) + 3 : 0;
	if (state_width + least + 1 > width)
		state_width = 0;
	int room = width - state_width - (name.len > 0 ? 4 : 0);
	if (name.len > 0 && room > 0) {
		fit_front(&shown, buf_str(&name), room);
		pen_text(&p, ROLE_LINE, "\xE2\x94\x80 ");
		draw_title(&p, buf_str(&shown));
		pen_text(&p, ROLE_LINE, " ");
	}
	draw_line(&p, ROLE_LINE, pen_room(&p) - state_width);
	if (state_width > 0) {
		pen_text(&p, ROLE_LINE, " ");
		pen_str(&p, right_role, buf_str(&state));
		pen_text(&p, ROLE_LINE, " ");
		draw_line(&p, ROLE_LINE, 1);
	}
}

void frame_bar(struct frame *f, struct area a, int col)
{
	for (int line = 0; line < a.height; line++)
		(void)frame_put(f, a.row + line, a.col + col, 1, ROLE_LINE,
				STR("\xE2\x94\x82")); /* │ */
}

/* A border with a text in it: "╭─ text ────╮". */
static void draw_border(struct frame *f, struct area a, int line,
			const char *corners[2], enum role role, const char *text)
{
	struct pen p = pen_at(f, a, line);
	struct pen end = p;
	pen_skip(&end, a.width - 1);
	pen_text(&p, ROLE_LINE, corners[0]);
	draw_line(&p, ROLE_LINE, 1);
	if (!text_empty(text) && pen_room(&p) > 6) {
		AUTO(buf) fitted = BUF_INIT(2 * LIMIT_TEXT);
		AUTO(buf) line_text = BUF_INIT(2 * LIMIT_TEXT);
		utf8_safe(&line_text, str_of(text), LIMIT_TEXT);
		utf8_fit_tail(&fitted, buf_str(&line_text), pen_room(&p) - 4);
		pen_text(&p, role, " ");
		pen_str(&p, role, buf_str(&fitted));
		pen_text(&p, role, " ");
	}
	draw_line(&p, ROLE_LINE, pen_room(&p) - 1);
	pen_text(&end, ROLE_LINE, corners[1]);
}

void frame_box(struct frame *f, struct area a, const char *title, const char *foot)
{
	const char *top[2] = { "\xE2\x95\xAD", "\xE2\x95\xAE" };    /* ╭ ╮ */
	const char *bottom[2] = { "\xE2\x95\xB0", "\xE2\x95\xAF" }; /* ╰ ╯ */
	if (a.width < 2 || a.height < 2)
		return;
	frame_fill(f, a, ROLE_TEXT);
	draw_border(f, a, 0, top, ROLE_TITLE, title);
	draw_border(f, a, a.height - 1, bottom, ROLE_MUTED, foot);
	struct area sides = area_lines(a, 1, a.height - 2);
	frame_bar(f, sides, 0);
	frame_bar(f, sides, a.width - 1);
}

/* Columns that the first grapheme of s takes when drawn: unsafe ones grow. */
static int drawn_width(struct str grapheme)
{
	char room[64];
	struct buf piece = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };
	utf8_safe(&piece, grapheme, sizeof(room) - 1);
	return utf8_width(buf_str(&piece));
}

bool frame_wrap(struct str *s, int width, struct str *ret_line)
{
	if (!s->p || s->len == 0)
		return false;
	struct str rest = *s;
	size_t blank_at = 0; /* where a break would be, 0: nowhere */
	int used = 0;
	width = width > 0 ? width : 1;
	while (rest.len > 0) {
		size_t at = s->len - rest.len;
		if (rest.p[0] == '\n') {
			*ret_line = (struct str){ s->p, at };
			*s = (struct str){ rest.p + 1, rest.len - 1 };
			return true;
		}
		if (rest.p[0] == ' ' && at > 0)
			blank_at = at;
		used += drawn_width(utf8_grapheme(&rest));
		if (used <= width)
			continue;
		size_t cut = blank_at > 0 ? blank_at : at > 0 ? at : s->len - rest.len;
		*ret_line = (struct str){ s->p, cut };
		bool skip = cut < s->len && s->p[cut] == ' ';
		*s = (struct str){ s->p + cut + skip, s->len - cut - skip };
		return true;
	}
	*ret_line = *s;
	*s = (struct str){ NULL, 0 };
	return true;
}

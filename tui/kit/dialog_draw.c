/*
 * A box that asks, drawn: lines, fields and buttons, scrolled where there is no room.
 */
#include "tui/kit/dialog_impl.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/hints.h"

#define WIDTH_MOST  76
#define WIDTH_LEAST 44
#define LABEL_MOST  18
#define ROWS_FEW    6
#define ROOMY       60 /* columns of a box from which on it is spaced as designed */
#define FIELD_LEAST 24

static int wider(int width, const char *text)
{
	int w = utf8_width(str_of(text));
	return w > width ? w : width;
}

/* Widest label of the lines; 0: none has one. */
static int label_width(const struct dialog *d)
{
	int width = d->failed ? wider(0, "Last try") : 0;
	for (size_t i = 0; i < d->n_lines; i++)
		width = wider(width, d->lines[i].label);
	return width > LABEL_MOST ? LABEL_MOST : width;
}

/* Column where texts begin, behind the labels. */
static int indent_of(const struct dialog *d, int width)
{
	int labels = label_width(d);
	if (labels == 0)
		return 0;
	if (width < ROOMY)
		return labels + 2;
	return (labels < 8 ? 8 : labels) + 3;
}

/* A text wrapped under itself behind its label.  Returns lines used. */
static int draw_labelled(const struct dialog *d, struct frame *f, struct area a, int at,
			 const struct dialog_line *line)
{
	int indent = line->label ? indent_of(d, a.width) : 0;
	struct str rest = str_of(line->text);
	struct str part;
	int n = 0;
	struct pen label = pen_at(f, a, at);
	pen_fit(&label, indent > 2 ? indent - 2 : 0, ROLE_MUTED, str_of(line->label),
		FIT_TAIL, ALIGN_LEFT);
	for (; frame_wrap(&rest, a.width - indent, &part); n++) {
		struct pen p = pen_at(f, a, at + n);
		pen_skip(&p, indent);
		pen_str(&p, line->role, part);
	}
	return n > 0 ? n : 1;
}

/* Does the field's label stand in the column of the lines' labels? */
static bool in_column(const struct dialog *d, const struct dialog_field *field,
		      int width)
{
	int indent = indent_of(d, width);
	return indent > 0 && utf8_width(str_of(field->label)) <= indent - 2 &&
	       indent + FIELD_LEAST <= width;
}

/* Column where a field's box begins; 0: on a line of its own below the label. */
static int box_indent(const struct dialog *d, const struct dialog_field *field,
		      int width)
{
	int label = utf8_width(str_of(field->label));
	int gap = width < ROOMY ? 2 : 3;
	if (in_column(d, field, width))
		return indent_of(d, width);
	return label + gap + FIELD_LEAST <= width ? label + gap : 0;
}

/* "▏text   ▕" */
static void draw_box(struct dialog *d, struct frame *f, struct area box, size_t i)
{
	struct dialog_field *field = &d->fields[i];
	struct area inside = area_inset(box, 1);
	struct pen left = pen_at(f, box, 0);
	struct pen right = left;
	pen_text(&left, ROLE_LINE, "\xE2\x96\x8F");
	pen_right(&right, ROLE_LINE, "\xE2\x96\x95");
	enum role was = frame_on(f, ROLE_FIELD);
	frame_fill(f, inside, ROLE_FIELD);
	struct frame kept = { .cursor_on = f->cursor_on,
			      .cursor_row = f->cursor_row,
			      .cursor_col = f->cursor_col };
	memcpy(kept.focus, f->focus, sizeof(kept.focus));
	AUTO(buf) id = BUF_INIT(64);
	buf_addf(&id, "dialog:field.%zu", i);
	prompt_draw(&field->prompt, f, inside, 0, buf_text(&id));
	if (d->focus != i) {
		f->cursor_on = kept.cursor_on;
		f->cursor_row = kept.cursor_row;
		f->cursor_col = kept.cursor_col;
		memcpy(f->focus, kept.focus, sizeof(f->focus));
	}
	(void)frame_on(f, was);
}

static void draw_least(const struct dialog_field *field, struct frame *f, struct area a,
		       int at, int indent, bool bad)
{
	int have = dialog_count(str_trim(prompt_text(&field->prompt)));
	struct pen p = pen_at(f, a, at);
	pen_skip(&p, indent);
	pen_printf(&p, bad ? ROLE_FIELD_ERROR : ROLE_MUTED, "at least %d characters",
		   field->least);
	if (have > 0 && have < field->least)
		pen_printf(&p, ROLE_MUTED, ", %d so far", have);
}

static int draw_field(struct dialog *d, struct frame *f, struct area a, int at,
		      size_t i)
{
	struct dialog_field *field = &d->fields[i];
	int indent = box_indent(d, field, a.width);
	bool bad = d->refused && !dialog_filled(field);
	int start = at;
	if (!in_column(d, field, a.width) && at > 0)
		at++;
	struct pen p = pen_at(f, a, at);
	pen_text(&p, bad ? ROLE_FIELD_ERROR : ROLE_MUTED, field->label);
	at += indent > 0 ? 0 : 1;
	struct area box = a;
	box.row += at;
	box.col += indent;
	box.width -= indent;
	box.height = at >= 0 && at < a.height ? 1 : 0;
	if (box.height > 0)
		draw_box(d, f, box, i);
	field->drawn_at = at;
	if (field->least > 0)
		draw_least(field, f, a, ++at, indent, bad);
	return at + 1 - start;
}

static void draw_button(struct frame *f, struct pen *p, const char *word, bool focused,
			const char *id)
{
	enum role role = focused ? ROLE_BUTTON_FOCUS : ROLE_BUTTON;
	enum role was = frame_on(f, role);
	struct pen start = *p;
	pen_text(p, role, focused ? "[ " : "  ");
	pen_text(p, role, word);
	pen_text(p, role, focused ? " ]" : "  ");
	(void)frame_on(f, was);
	if (focused)
		frame_cursor(f, start.row, start.col + 2, id);
}

static void draw_buttons(const struct dialog *d, struct frame *f, struct area a, int at)
{
	int width = utf8_width(str_of(d->safe)) + 4;
	if (d->act)
		width += utf8_width(str_of(d->act)) + 4 + (a.width < ROOMY ? 4 : 8);
	struct pen p = pen_at(f, a, at);
	pen_skip(&p, (a.width - width) / 2);
	draw_button(f, &p, d->safe, d->focus == dialog_safe_stop(d), "dialog:safe");
	if (!d->act)
		return;
	pen_skip(&p, a.width < ROOMY ? 4 : 8);
	draw_button(f, &p, d->act, d->focus == dialog_act_stop(d), "dialog:act");
}

/* Lines and fields, from line `at`, which may be above the area.  Returns lines used.
 */
static int draw_contents(struct dialog *d, struct frame *f, struct area a, int at)
{
	int start = at;
	size_t field = 0;
	for (size_t i = 0; i <= d->n_lines; i++) {
		for (; field < d->n_fields && d->fields[field].at_line <= i; field++)
			at += draw_field(d, f, a, at, field);
		if (i < d->n_lines)
			at += draw_labelled(d, f, a, at, &d->lines[i]);
	}
	char label[] = "Last try";
	struct dialog_line failed = { ROLE_CRIT, label, d->failed };
	if (d->failed)
		at += draw_labelled(d, f, a, at, &failed);
	return at - start;
}

/* Letters press where nothing can be typed; shorter where there is no room. */
static void letters_text(const struct dialog *d, const char *word, int width,
			 struct buf *out)
{
	static const char *const long_words[] = {
		"Enter presses the highlighted one, now:",
		"that key presses nothing \xC2\xB7 Enter:",
	};
	AUTO(buf) keys = BUF_INIT(512);
	int room = width - 6 - utf8_width(buf_str(out));

	buf_addf(&keys, "y %s \xC2\xB7 n %s \xC2\xB7 %s %s", d->act, d->safe,
		 long_words[d->stray], word);
	if (utf8_width(buf_str(&keys)) > room) {
		buf_clear(&keys);
		buf_addf(&keys, "y %s \xC2\xB7 n %s \xC2\xB7 Enter: %s", d->act,
			 d->safe, word);
	}
	if (utf8_width(buf_str(&keys)) > room) {
		buf_clear(&keys);
		buf_addf(&keys, "y/n \xC2\xB7 Enter: %s", word);
	}
	buf_add_str(out, buf_str(&keys));
}

/* more: the contents go on below or above; width: of the box. */
static void foot_text(const struct dialog *d, bool more, int width, struct buf *out)
{
	bool narrow = width < 52;
	if (more)
		buf_add_text(out,
			     narrow ? "PgDn \xC2\xB7 " : "PgDn PgUp read on \xC2\xB7 ");
	if (d->early) {
		buf_add_text(out, "too quick: press again");
		return;
	}
	if (d->refused) {
		const struct dialog_field *field = &d->fields[dialog_first_unfilled(d)];
		if (dialog_first_unfilled(d) < d->n_fields && field->must_be)
			buf_addf(out, "type exactly: %s", field->must_be);
		else if (dialog_first_unfilled(d) < d->n_fields && field->least > 0)
			buf_addf(out, "at least %d characters are needed",
				 field->least);
		else
			buf_add_text(out, "this field is needed");
		return;
	}
	if (d->focus < d->n_fields) {
		bool input = d->kind == DIALOG_INPUT;
		buf_addf(out, "Enter %s %s Tab next %s Esc %s",
			 input ? "confirms" : "goes on", "\xC2\xB7", "\xC2\xB7",
			 d->safe);
		return;
	}
	const char *word = d->focus == dialog_act_stop(d) ? d->act : d->safe;
	if (d->act && d->n_fields == 0) {
		letters_text(d, word, width, out);
		return;
	}
	if (narrow)
		buf_addf(out, "Enter presses: %s", word);
	else if (d->stray)
		buf_addf(out, "that key presses nothing %s Tab or y, n, Enter: %s",
			 "\xC2\xB7", word);
	else
		buf_addf(out, "Enter presses the highlighted one, now: %s", word);
}

static int widest(const struct dialog *d)
{
	int width = utf8_width(str_of(d->title)) + 6;
	for (size_t i = 0; i < d->n_lines; i++) {
		int w = utf8_width(str_of(d->lines[i].text)) + 6;
		w += d->lines[i].label ? indent_of(d, WIDTH_MOST) : 0;
		width = w > width ? w : width;
	}
	for (size_t i = 0; i < d->n_fields; i++) {
		int w = utf8_width(str_of(d->fields[i].label)) + FIELD_LEAST + 9;
		width = w > width ? w : width;
	}
	if (d->n_fields > 0)
		width = d->kind == DIALOG_CONFIRM ? WIDTH_MOST
			: width < ROOMY           ? ROOMY
						  : width;
	width = width < WIDTH_LEAST ? WIDTH_LEAST : width;
	return width > WIDTH_MOST ? WIDTH_MOST : width;
}

/* The first line drawn: as scrolled, or so that the focused field is seen. */
static void scroll_to(struct dialog *d, int lines)
{
	int last = lines > d->page ? lines - d->page : 0;
	int at = d->focus < d->n_fields ? d->fields[d->focus].drawn_at : 0;
	if (d->to_focus && d->focus < d->n_fields) {
		int below = d->fields[d->focus].least > 0 ? 1 : 0;
		if (at + below >= d->scroll + d->page)
			d->scroll = at + below - d->page + 1;
		if (at < d->scroll)
			d->scroll = at;
	}
	d->scroll = d->scroll > last ? last : d->scroll;
	d->scroll = d->scroll < 0 ? 0 : d->scroll;
}

/* The keys, for the hint line; more: the contents go on below or above. */
static void find_hints(const struct dialog *d, bool more, struct hints *ret)
{
	bool field = d->focus < d->n_fields;
	bool acts = d->act && d->focus == dialog_act_stop(d);
	if (field)
		hints_add(ret, "Enter",
			  d->kind == DIALOG_INPUT ? d->act : "next field");
	else
		hints_add(ret, "Enter", acts ? d->act : d->safe);
	if (d->act)
		hints_add(ret, "Tab", field || d->n_fields ? "next" : "other button");
	if (!field && d->act && d->n_fields == 0) {
		hints_add(ret, "y", d->act);
		hints_add(ret, "n", d->safe);
	}
	if (more)
		hints_add(ret, "PgDn PgUp", "read on");
	hints_add(ret, "Esc", d->safe);
}

void dialog_draw(struct dialog *d, struct frame *f)
{
	struct hints hints = { .n = 0 };
	frame_scrim(f);
	struct area box = { .width = widest(d) };
	if (box.width > f->cols)
		box.width = f->cols;
	box.col = (f->cols - box.width) / 2;
	struct area inner = area_inset(box, box.width >= WIDTH_LEAST ? 3 : 2);
	struct frame dry;
	frame_init(&dry, 0, 0); /* measures: no cell is drawn */
	int lines = draw_contents(d, &dry, inner, 0);
	frame_release(&dry);
	/* borders, a blank above, the buttons and a blank above them; blanks go first
	 */
	int above = f->rows > ROWS_FEW ? 1 : 0; /* who and where stays in sight */
	int rows = f->rows - above;
	int blanks = rows - lines - 3;
	blanks = blanks < 0 ? 0 : blanks > 2 ? 2 : blanks;
	d->page = rows - 3 - blanks;
	d->page = d->page > lines ? lines : d->page < 1 ? 1 : d->page;
	scroll_to(d, lines);
	box.height = d->page + 3 + blanks;
	box.row = (f->rows - box.height) / 3;
	box.row = box.row < above ? above : box.row;
	AUTO(buf) foot = BUF_INIT(512);
	foot_text(d, lines > d->page, box.width, &foot);
	find_hints(d, lines > d->page, &hints);
	hints_draw(&hints, f); /* where the box leaves the line free */
	enum role was = frame_on(f, ROLE_RAISED);
	frame_box(f, box, d->title, buf_text(&foot));
	struct area contents = inner;
	contents.row = box.row + (blanks > 1 ? 2 : 1);
	contents.height = d->page;
	inner.row = box.row + box.height - 2;
	inner.height = 1;
	(void)draw_contents(d, f, contents, -d->scroll);
	draw_buttons(d, f, inner, 0);
	(void)frame_on(f, was);
}

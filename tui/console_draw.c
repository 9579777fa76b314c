/*
 * A frame: the view, and the lines around it.
 */
#include "tui/console_impl.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/hints.h"
#include "tui/views/lines.h"

struct hinting {
	struct console *c;
	const struct scene *s;
};

#define WIDE 120 /* columns where Y has room, and Esc for marks */

/* The filter, or problems only, leaves no row. */
static bool all_hidden(struct console *c)
{
	const struct table *t = console_table(c);

	return t && !t->n_shown && console_filter_text(c)[0];
}

/* What Esc closes is named where it is the way out. */
static bool esc_useful(struct console *c)
{
	const struct table *t = console_table(c);

	return all_hidden(c) || (t && t->n_marks > 0);
}

/* Y copies another thing than y; a text about one row has the room to say so. */
static bool has_arns(const struct console *c)
{
	const struct table *t = console_rows(c);

	return t && text_eq(t->source->whole, "ARN") &&
	       (c->cols >= WIDE || console_part(c) == ACTION_IN_TEXT);
}

static bool no_row(const struct table *t)
{
	return t && table_row(t) == TABLE_NONE;
}

/* Is a row missing that it would be about? */
static bool lacks_row(struct console *c, enum action a)
{
	const struct table *t = console_table(c);
	const struct table *rows = console_rows(c);

	switch ((int)a) {
	case ACTION_OPEN:
	case ACTION_MARK:
	case ACTION_LEFT: /* fold */
	case ACTION_RIGHT:
	case ACTION_NEXT_PROBLEM: return no_row(t);
	case ACTION_CANCEL: return console_place(c)->view == VIEW_JOBS && no_row(t);
	case ACTION_COPY:
	case ACTION_COPY_ALL: return !rows || no_row(rows);
	case ACTION_SORT:
	case ACTION_PROBLEMS: /* shows again what it hides */
		return no_row(t) && !all_hidden(c) && !t->problems_only;
	default: return false;
	}
}

static bool hint_useful(void *ctx, int action)
{
	const struct hinting *h = ctx;
	const struct view_ops *v = console_here(h->c);
	struct find_pane pane = { 0 };
	bool text = console_text(h->c, &pane);

	if (action == ACTION_NEXT_MATCH)
		return text && pane.find->text[0];
	if (action == ACTION_ESC && v->id != VIEW_HELP && v->id != VIEW_THEMES)
		return esc_useful(h->c);
	if (action == ACTION_COPY_ALL && !has_arns(h->c))
		return false;
	if (lacks_row(h->c, (enum action)action))
		return false;
	return !v->useful || v->useful(console_state(h->c), h->s, (enum action)action);
}

/* A newcomer's way to everything else. */
static bool hint_stays(void *ctx, int action)
{
	const struct hinting *h = ctx;

	return action == ACTION_ACTIONS || (action == ACTION_ESC && esc_useful(h->c) &&
					    (h->c->cols >= WIDE || all_hidden(h->c)));
}

/* Where rows are marked and seen, Esc is about the marks. */
static const char *hint_word(void *ctx, int action)
{
	const struct hinting *h = ctx;
	const struct table *t = console_table(h->c);

	if (console_here(h->c)->word &&
	    console_here(h->c)->word(console_state(h->c), (enum action)action))
		return console_here(h->c)->word(console_state(h->c),
						(enum action)action);
	if (action == ACTION_ESC && t && t->n_marks > 0 &&
	    !console_filter_text(h->c)[0])
		return "clear marks";
	return NULL;
}

/* What can be done with raw JSON. */
static void draw_raw_hints(struct console *c, struct frame *f)
{
	AUTO(buf) find = BUF_INIT(64);
	AUTO(buf) next = BUF_INIT(64);
	AUTO(buf) copy = BUF_INIT(64);
	AUTO(buf) help = BUF_INIT(64);
	struct hints hints = { .n = 0 };

	console_add_key(c, ACTION_COPY, "", &copy);
	console_add_key(c, ACTION_FILTER, "", &find);
	console_add_key(c, ACTION_NEXT_MATCH, "", &next);
	console_add_key(c, ACTION_HELP, "", &help);
	hints_add(&hints, "Esc",
		  c->raw.find.text[0] ? "ends the search" : "closes the raw JSON");
	if (copy.len)
		hints_add(&hints, buf_text(&copy), "copies it");
	if (find.len)
		hints_add(&hints, buf_text(&find), "finds");
	if (next.len && c->raw.find.text[0])
		hints_add(&hints, buf_text(&next), "next match");
	if (help.len)
		hints_add(&hints, buf_text(&help), "help");
	hints_draw(&hints, f);
}

static void draw_hints(struct console *c, const struct scene *s, struct frame *f,
		       struct area a)
{
	struct hinting h = { c, s };
	struct keymap_filter filter = { hint_useful, hint_stays, hint_word, &h,
					(int)console_part(c) };

	if (c->describing) {
		draw_raw_hints(c, f);
		return;
	}
	keymap_hints(&c->keymap, (int)console_place(c)->view, f, a, ACTION_HELP,
		     &filter);
}

/* Whole words, and a sign where some are left out. */
static void put_words(struct pen *pen, struct str text)
{
	size_t end = 0;
	int room = pen_room(pen) - 2;

	if (utf8_width(text) <= pen_room(pen)) {
		pen_str(pen, ROLE_MUTED, text);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] != ' ')
			continue;
		if (utf8_width((struct str){ text.p, i }) > room)
			break;
		end = i;
	}
	pen_str(pen, ROLE_MUTED, str_trim((struct str){ text.p, end }));
	pen_text(pen, ROLE_MUTED, " …");
}

/* The strip while a command is typed: advice, or the error above its word. */
static void draw_advice(struct console *c, const struct scene *s, struct frame *f,
			struct area a)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = console_context(c, s, &columns);
	struct str line = prompt_text(&c->command);
	struct pen pen = { 0 };

	if (c->error.text[0]) {
		struct str ahead = { line.p, c->error.at };

		pen = pen_at(f, a, 0);
		pen_skip(&pen, 2 + utf8_width(ahead));
		if (pen_room(&pen) < (int)strlen(c->error.text) + 2)
			pen_to(&pen, a, 1);
		pen_printf(&pen, ROLE_FIELD_ERROR, "↓ %s", c->error.text);
		return;
	}
	command_hint(&cc, line, &text);
	pen = pen_at(f, a, 0);
	pen_skip(&pen, 1);
	put_words(&pen, buf_str(&text));
}

static const enum role tone_roles[] = {
	[PROGRAM_NOTE] = ROLE_TEXT,
	[PROGRAM_WARNING] = ROLE_WARN,
	[PROGRAM_PROBLEM] = ROLE_CRIT,
};

static bool draw_message(struct console *c, struct frame *f, struct area a)
{
	const struct message *m =
		c->messages.n ? &c->messages.items[c->messages.n - 1] : NULL;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));

	if (!m || !c->fresh)
		return false;
	frame_fill(f, a, ROLE_TEXT);
	lines_fit(str_of(m->text), a.width - 2, &text);
	chrome_strip(f, a, tone_roles[m->tone], buf_str(&text));
	return true;
}

static void draw_foot(struct console *c, const struct scene *s, struct frame *f,
		      const struct chrome *ch)
{
	if (c->prompting == PROMPTING_COMMAND) {
		draw_advice(c, s, f, ch->strip);
		prompt_draw(&c->command, f, ch->hint, 0, "command");
		return;
	}
	if (c->prompting == PROMPTING_FILTER) {
		console_filter_advice(c, f, ch->strip);
		prompt_draw(&c->filter, f, ch->hint, 0, "filter");
		return;
	}
	bool told = !ch->strip.height && draw_message(c, f, ch->hint);

	if (!told && !c->asking && !c->answer) /* a box names its own keys */
		draw_hints(c, s, f, ch->hint);
	if (!draw_message(c, f, ch->strip))
		lines_strip(s, console_place(c), f, ch->strip);
}

static void draw_screen(struct console *c, const struct scene *s, struct frame *f,
			const struct chrome *ch)
{
	struct view_title t = { .crumbs = BUF_INIT(LIMIT_KIB(4)),
				.right = BUF_INIT(LIMIT_KIB(4)),
				.position = BUF_INIT(LIMIT_KIB(1)),
				.settings = BUF_INIT(LIMIT_KIB(1)),
				.right_role = ROLE_MUTED };

	console_update(c, s);
	if (c->describing)
		console_describe_draw(c, f, ch->body);
	else
		console_here(c)->draw(console_state(c), s, f, ch->body);
	console_here(c)->title(console_state(c), s, &t);
	if (c->describing)
		console_describe_title(c, &t);
	else
		console_table_title(c, &t);
	console_filter_title(c, ch->title.width, &t);
	if (ch->title.height)
		frame_rule(f, ch->title, 0, buf_text(&t.crumbs), buf_text(&t.right),
			   t.right_role);
	if (ch->status.height)
		frame_rule(f, ch->status, 0, buf_text(&t.settings),
			   buf_text(&t.position), ROLE_MUTED);
	buf_release(&t.crumbs);
	buf_release(&t.right);
	buf_release(&t.position);
	buf_release(&t.settings);
}

/* "needs 40×10, is 39×9", and how to leave, with what a key said below it. */
static void draw_tiny(struct console *c, struct frame *f, struct area a)
{
	struct pen pen = pen_at(f, a, 1);

	chrome_too_small(f, a);
	pen_text(&pen, ROLE_MUTED, c->tiny_q ? "q again quits" : "q twice quits");
	if (a.height > 2)
		(void)draw_message(c, f, area_lines(a, 2, 1));
}

void console_draw(struct console *c, const struct scene *s, struct frame *f)
{
	struct chrome ch = { 0 };

	if (c->inspect.on && (c->asking || c->answer))
		console_inspect_end(c); /* it would hide a question */
	if (console_inspect_frozen(c, f)) {
		console_inspect_draw(c, s, f);
		return;
	}
	frame_clear(f);
	c->rows = f->rows;
	c->cols = f->cols;
	ch = chrome_layout(f);
	c->tiny = ch.size == CHROME_TOO_SMALL;
	c->tiny_q = c->tiny && c->tiny_q;
	lines_access(s, console_place(c), f, &ch);
	if (c->tiny) {
		draw_tiny(c, f, ch.body);
		return;
	}
	lines_tabs(s, console_place(c), f, &ch);
	draw_screen(c, s, f, &ch);
	draw_foot(c, s, f, &ch);
	if (c->answer)
		menu_draw(&c->menu, f);
	if (c->asking)
		dialog_draw(&c->dialog, f);
	if (c->inspect.on)
		console_inspect_draw(c, s, f);
	c->scene = NULL;
}

void console_copy_view(struct console *c, const struct scene *s)
{
	struct frame f = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));

	frame_init(&f, c->rows, c->cols);
	console_draw(c, s, &f);
	frame_dump_text(&f, &text);
	frame_release(&f);
	c->scene = s; /* the key is not over */
	c->host.copy(c->host.ctx, buf_str(&text), "the screen", "");
}

/*
 * A stack's events as a panel.  One walk lays the lines out; it is used to draw, to
 * count them and to find where a failure stands, so the three cannot differ.
 */
#include "tui/views/events.h"

#include "core/base/utf8.h"
#include "tui/views/times.h"
#include "tui/views/words.h"

/* Where the walk is.  frame NULL: only counting. */
struct walk {
	struct frame *frame;
	struct area area;
	int line; /* of the next line, relative to the area; may lie outside */
	int width;
	int64_t now_sec;
	int scroll;
	const struct find *find;  /* painted; NULL: nothing is */
	struct find_walk *finder; /* told of each line; NULL */
};

/* Its frame is NULL where nothing is to be drawn. */
static struct pen next_line(struct walk *w, bool match)
{
	int line = w->line++;

	if (w->finder)
		find_line(w->finder, match);
	if (!w->frame || line < 0 || line >= w->area.height)
		return (struct pen){ 0 };
	return pen_at(w->frame, w->area, line);
}

static bool is_bad(const struct stack_event *e)
{
	enum phase p = phase_of(e->status);

	return p == PHASE_FAILED || p == PHASE_UNKNOWN ||
	       (e->of_stack && p == PHASE_ROLLED);
}

static enum role sign_role(enum phase p)
{
	return p == PHASE_OK ? ROLE_MUTED : phase_role(p);
}

/* Columns of the names: the stack is called "stack", so that its long states fit. */
static int name_width(const struct walk *w, const struct stack_event *e)
{
	if (w->width >= 70)
		return 24;
	return e->of_stack && w->width < 58 ? 8 : 16;
}

static bool looked_for(const struct walk *w, const char *text)
{
	return w->find && find_in(w->find, str_of(text));
}

/* A name or a state is painted as a whole: it may be cut. */
static enum role painted(const struct walk *w, const char *text, enum role role)
{
	return looked_for(w, text) ? find_role(w->find, w->line - 1 + w->scroll) : role;
}

static void put_head(struct walk *w, const struct stack_event *e)
{
	const char *name = e->of_stack ? "stack" : e->logical;
	struct pen pen = next_line(w, looked_for(w, name) || looked_for(w, e->status));
	enum phase p = phase_of(e->status);
	AUTO(buf) hms = BUF_INIT(32);
	int names = name_width(w, e);
	int status = 0;

	if (!pen.frame)
		return;
	if (e->of_stack && p == PHASE_ROLLED && str_ends(str_of(e->status), "COMPLETE"))
		p = PHASE_FAILED;
	times_hms(&hms, e->at_sec, w->now_sec);
	pen_skip(&pen, 1);
	pen_fit(&pen, 8, ROLE_LOG_TIME, buf_str(&hms), FIT_TAIL, ALIGN_LEFT);
	pen_skip(&pen, 1);
	pen_text(&pen, sign_role(p), phase_sign(p));
	pen_skip(&pen, 1);
	pen_fit(&pen, names, painted(w, name, is_bad(e) ? ROLE_TEXT : ROLE_MUTED),
		str_of(name), FIT_MIDDLE, ALIGN_LEFT);
	pen_skip(&pen, 1);
	status = utf8_width(str_of(e->status));
	if (status > pen_room(&pen))
		status = pen_room(&pen);
	pen_fit(&pen, status,
		painted(w, e->status, is_bad(e) ? sign_role(p) : ROLE_MUTED),
		str_of(e->status), FIT_MIDDLE, ALIGN_LEFT);
	if (e->first_cause && pen_room(&pen) >= 15)
		pen_strong(&pen, ROLE_CRIT, "  ← first cause");
}

static int head_room(const struct walk *w, const struct stack_event *e)
{
	int names = name_width(w, e);

	return w->width - (1 + 8 + 3 + names + 1) - utf8_width(str_of(e->status));
}

static void put_reason(struct walk *w, const struct stack_event *e)
{
	struct str rest = str_of(e->reason);
	struct str part = { 0 };

	if (e->first_cause && head_room(w, e) < 15) {
		struct pen pen = next_line(w, false);

		if (pen.frame)
			pen_strong(&pen, ROLE_CRIT, "   ↑ first cause");
	}
	if (!e->reason[0] || !is_bad(e))
		return;
	while (frame_wrap(&rest, w->width - 5, &part)) {
		struct str word = str_of(w->find ? w->find->text : "");
		struct pen pen = next_line(
			w, w->find && find_begins(w->find, str_of(e->reason), part));

		if (!pen.frame)
			continue;
		pen_skip(&pen, 3);
		find_draw(&pen, ROLE_TEXT,
			  w->find ? find_role(w->find, w->line - 1 + w->scroll)
				  : ROLE_TEXT,
			  str_of(e->reason), part, &word, 1);
	}
}

static void put_day(struct walk *w, int64_t sec)
{
	AUTO(buf) iso = BUF_INIT(64);
	struct pen pen = next_line(w, false);

	if (!pen.frame)
		return;
	times_date(&iso, sec);
	pen_printf(&pen, ROLE_FAINT, " ── %s ", buf_text(&iso));
	for (int cols = pen_room(&pen); cols > 1; cols--)
		pen_text(&pen, ROLE_FAINT, "─");
}

#define PIN_AFTER 4 /* events before the first cause that are still seen with it */

/* A first cause far down the list is shown above it, too. */
static void put_pinned(struct walk *w, const struct stack *s)
{
	const struct stack_event *cause = stack_first_cause(s);
	struct pen pen = { 0 };

	if (!cause || cause - s->events <= PIN_AFTER)
		return;
	put_head(w, cause);
	put_reason(w, cause);
	pen = next_line(w, false);
	if (!pen.frame)
		return;
	pen_text(&pen, ROLE_FAINT, " ── all events ");
	for (int cols = pen_room(&pen); cols > 1; cols--)
		pen_text(&pen, ROLE_FAINT, "─");
}

/* Lay out all events; each() is told where an event begins. */
static void walk_all(struct walk *w, const struct stack *s,
		     void (*each)(void *ctx, const struct stack_event *e, int line),
		     void *ctx)
{
	int64_t day = times_day(w->now_sec);

	put_pinned(w, s);
	for (size_t i = 0; i < s->n_events; i++) {
		const struct stack_event *e = &s->events[i];

		if (times_day(e->at_sec) != day)
			put_day(w, e->at_sec);
		day = times_day(e->at_sec);
		if (each)
			each(ctx, e, w->line);
		put_head(w, e);
		put_reason(w, e);
	}
	if (s->events_cut) {
		struct pen pen = next_line(w, false);

		if (pen.frame)
			pen_text(&pen, ROLE_FAINT, " older events were not read");
	}
}

int events_lines(const struct stack *s, int64_t now_sec, int width)
{
	struct walk count = { .width = width, .now_sec = now_sec };

	if (!s || !s->n_events)
		return 1;
	walk_all(&count, s, NULL, NULL);
	return count.line;
}

void events_other(struct events *e)
{
	e->scroll = 0;
	e->find = FIND_NOTHING;
}

static int clamp_scroll(const struct events *e, int line)
{
	int most = e->n_lines > e->page ? e->n_lines - e->page : 0;

	if (line > most)
		line = most;
	return line < 0 ? 0 : line;
}

static void draw_nothing(const struct stack *s, struct frame *f, struct area a)
{
	struct pen pen = pen_at(f, a, 0);

	pen_skip(&pen, 1);
	pen_text(&pen, ROLE_FAINT,
		 s && s->details_sec ? "No events." : "Its events were not read yet.");
}

void events_draw(struct events *e, const struct stack *s, int64_t now_sec,
		 struct frame *f, struct area a, bool focused)
{
	struct walk count = { .width = a.width, .now_sec = now_sec };
	struct walk draw = { .frame = f,
			     .area = a,
			     .width = a.width,
			     .now_sec = now_sec,
			     .find = &e->find };

	if (focused)
		frame_cursor(f, a.row, a.col, "events");
	if (!s || !s->n_events) {
		draw_nothing(s, f, a);
		return;
	}
	walk_all(&count, s, NULL, NULL);
	e->n_lines = count.line;
	e->page = a.height > 0 ? a.height : 1;
	e->width = a.width;
	e->now_sec = now_sec;
	e->scroll = clamp_scroll(e, e->scroll);
	draw.line = -e->scroll;
	draw.scroll = e->scroll;
	walk_all(&draw, s, NULL, NULL);
	if (e->n_lines - e->scroll > e->page) {
		struct pen pen = pen_at(f, a, a.height - 1);
		AUTO(buf) more = BUF_INIT(64);

		frame_fill(f, area_lines(a, a.height - 1, 1), ROLE_TEXT);
		buf_addf(&more, "… %d more lines",
			 e->n_lines - e->scroll - e->page + 1);
		pen_right(&pen, ROLE_FAINT, buf_text(&more));
	}
}

struct finding {
	int from;   /* line after (or before) which to look */
	int step;   /* 1 next, -1 previous */
	int result; /* -1: none */
};

static void find_failure(void *ctx, const struct stack_event *e, int line)
{
	struct finding *f = ctx;

	if (phase_of(e->status) != PHASE_FAILED)
		return;
	if (f->step > 0 && line > f->from && f->result < 0)
		f->result = line;
	if (f->step < 0 && line < f->from)
		f->result = line;
}

static void to_failure(struct events *e, const struct stack *s, int step)
{
	struct walk w = { .width = e->width, .now_sec = e->now_sec };
	struct finding f = { e->scroll, step, -1 };

	if (!s)
		return;
	walk_all(&w, s, find_failure, &f);
	if (f.result >= 0)
		e->scroll = clamp_scroll(e, f.result);
}

bool events_act(struct events *e, const struct stack *s, enum action a)
{
	static const struct {
		enum action action;
		int lines, halves, pages;
	} steps[] = {
		{ ACTION_UP, -1, 0, 0 },       { ACTION_DOWN, 1, 0, 0 },
		{ ACTION_HALF_UP, 0, -1, 0 },  { ACTION_HALF_DOWN, 0, 1, 0 },
		{ ACTION_PAGE_UP, 0, 0, -1 },  { ACTION_PAGE_DOWN, 0, 0, 1 },
		{ ACTION_TOP, -100000, 0, 0 }, { ACTION_BOTTOM, 100000, 0, 0 },
	};

	if (a == ACTION_NEXT_PROBLEM || a == ACTION_PREV_PROBLEM) {
		to_failure(e, s, a == ACTION_NEXT_PROBLEM ? 1 : -1);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (steps[i].action != a)
			continue;
		e->scroll = clamp_scroll(e, e->scroll + steps[i].lines +
						    steps[i].halves * e->page / 2 +
						    steps[i].pages * e->page);
		return true;
	}
	return false;
}

static void find_all(void *ctx, struct find_walk *finder)
{
	struct events *e = ctx;
	struct walk w = { .width = e->width,
			  .now_sec = e->now_sec,
			  .find = &e->find,
			  .finder = finder };

	if (e->stack)
		walk_all(&w, e->stack, NULL, NULL);
}

static void show_line(void *ctx, int line)
{
	struct events *e = ctx;

	if (line < e->scroll || line >= e->scroll + e->page - 1)
		e->scroll = clamp_scroll(e, line > 2 ? line - 2 : 0);
}

struct find_pane events_pane(struct events *e, const struct stack *s)
{
	e->stack = s;
	return (struct find_pane){ .find = &e->find,
				   .top = e->scroll,
				   .walk = find_all,
				   .show = show_line,
				   .ctx = e };
}

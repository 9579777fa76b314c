/*
 * The journal: records newest first, and below them the selected one as the customer
 * reads it.  Nothing is changed here; corrections are new records.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "tui/views/parts.h"
#include "tui/views/times.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define ROWS_MAX 2000 /* the newest that match */

struct journal_view {
	const struct scene *scene; /* borrowed between update and the next one */
	char filter[PLACE_THING];
	char inst[PLACE_INST]; /* of the place; "": all */
	struct record *rows;   /* rows[n_rows] */
	size_t n_rows, total;
	char (*ids)[24];      /* ids[n_rows]: n as text */
	struct record *found; /* found[n_found]: of the search that goes on */
	size_t n_found;
	int64_t next; /* where it goes on */
	bool alone;   /* the table has the whole body */
	bool searching, again, stopped;
	uint64_t stamp;       /* of the records that were looked for */
	uint64_t shown_again; /* grows when rows become others */
	bool stamped;
	struct table_col cols[9];
	struct table_source source;
	struct table table;
	struct detail record;
	int64_t shown; /* n of the record in the panel; -1 */
	bool whole;    /* the panel has the whole screen, raw leaves included */
};

static size_t n_rows(void *ctx)
{
	return ((const struct journal_view *)ctx)->n_rows;
}

static const struct record *row_at(const void *ctx, size_t row)
{
	return &((const struct journal_view *)ctx)->rows[row];
}

static const char *row_id(void *ctx, size_t row)
{
	return ((const struct journal_view *)ctx)->ids[row];
}

static bool row_problem(void *ctx, size_t row)
{
	return row_at(ctx, row)->end == RECORD_BAD;
}

static void seq_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%" PRId64, row_at(ctx, row)->seq);
}

static int seq_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_at(ctx, a)->seq;
	int64_t y = row_at(ctx, b)->seq;

	return x < y ? -1 : x > y;
}

/* Today's records by their time, older ones with their day. */
static void time_text(void *ctx, size_t row, struct buf *out)
{
	const struct journal_view *v = ctx;
	int64_t sec = row_at(ctx, row)->at_ms / 1000;
	AUTO(buf) iso = BUF_INIT(64);

	if (times_relative() || times_day(sec) == times_day(v->scene->now_sec)) {
		times_hms(out, sec, v->scene->now_sec);
		return;
	}
	clock_rfc3339(&iso, times_shift(sec));
	if (iso.len >= 16)
		buf_addf(out, "%.5s %.5s", buf_text(&iso) + 5, buf_text(&iso) + 11);
}

static int time_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_at(ctx, a)->at_ms;
	int64_t y = row_at(ctx, b)->at_ms;

	return x < y ? -1 : x > y;
}

static void who_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->who);
}

static void mode_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->mode);
}

/* "obs" where there is no room for the word. */
static void draw_mode(void *ctx, size_t row, struct pen *pen)
{
	static const char *const words[][2] = { { "observe", "obs" },
						{ "operate", "opr" },
						{ "debug", "dbg" } };
	const char *mode = row_at(ctx, row)->mode;
	bool cut = pen_room(pen) < utf8_width(STR("observe"));

	for (size_t i = 0; cut && i < ARRAY_LEN(words); i++)
		if (text_eq(mode, words[i][0]))
			mode = words[i][1];
	pen_fit(pen, pen_room(pen), ROLE_MUTED, str_of(mode), FIT_TAIL, ALIGN_LEFT);
}

static void inst_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->inst);
}

static void act_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->act);
}

static void target_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->target);
}

/* What only states that something is so has no outcome: a word of its own. */
static const char *result_of(const struct record *r)
{
	static const struct {
		const char *act, *word;
	} words[] = {
		{ ".open", "opened" },
		{ ".close", "closed" },
		{ ".begin", "begun" },
		{ ".end", "ended" },
	};

	for (size_t i = 0; !r->result[0] && i < ARRAY_LEN(words); i++)
		if (str_ends(str_of(r->act), words[i].act))
			return words[i].word;
	return r->result[0] ? r->result : "noted";
}

static void result_text(void *ctx, size_t row, struct buf *out)
{
	const struct record *r = row_at(ctx, row);

	buf_addf(out, "%s%s", r->end == RECORD_BAD ? "■ " : "  ", result_of(r));
}

static enum role result_role(void *ctx, size_t row)
{
	switch (row_at(ctx, row)->end) {
	case RECORD_OK: return ROLE_MUTED;
	case RECORD_OPEN: return ROLE_INFO;
	case RECORD_BAD: break;
	}
	return ROLE_CRIT;
}

static void chain_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->chain);
}

static enum role quiet_role(void *ctx, size_t row)
{
	(void)ctx;
	(void)row;
	return ROLE_MUTED;
}

/* Widths are the most that a column takes: it is as wide as what stands in it. */
static const struct table_col columns[] = {
	COLUMN(.title = "SEQ", .width = 9, .priority = 1, .align = ALIGN_RIGHT,
	       .text = seq_text, .role = quiet_role, .order = seq_order),
	COLUMN(.title = "TIME", .name = "time", .narrow_title = "TIME", .width = 11,
	       .priority = 2, .text = time_text, .role = quiet_role,
	       .order = time_order),
	COLUMN(.title = "WHO", .width = 14, .priority = 6, .fit = FIT_MIDDLE,
	       .text = who_text),
	COLUMN(.title = "MODE", .width = 8, .narrow = 4, .priority = 7,
	       .text = mode_text, .draw = draw_mode, .role = quiet_role),
	COLUMN(.title = "INSTALLATION", .width = 18, .priority = 5, .fit = FIT_MIDDLE,
	       .text = inst_text),
	COLUMN(.title = "ACTION", .width = 18, .priority = 3, .fit = FIT_TAIL,
	       .text = act_text),
	COLUMN(.title = "TARGET", .width = 14, .grow = 1, .priority = 7,
	       .fit = FIT_MIDDLE, .text = target_text, .role = quiet_role),
	COLUMN(.title = "RESULT", .width = 20, .priority = 4, .fit = FIT_TAIL,
	       .text = result_text, .role = result_role),
	COLUMN(.title = "CHAIN", .width = 6, .priority = 9, .text = chain_text,
	       .role = quiet_role),
};

/* In which zone they are: "TIME UTC". */
static const char *time_title(void)
{
	switch (times_letter()) {
	case 'L': return "TIME LOCAL";
	case 'C': return "TIME CUST";
	default: return times_relative() ? "AGE" : "TIME UTC";
	}
}

/* Of one installation alone its name says nothing; of all it tells two #14 apart. */
static bool of_one(const struct journal_view *v)
{
	return v->inst[0] && str_starts(str_of(v->filter), "inst:=");
}

static void fit_columns(struct journal_view *v)
{
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		struct table_col *col = &v->cols[i];
		int width = utf8_width(str_of(columns[i].title));

		*col = columns[i];
		for (size_t row = 0; row < v->n_rows && width < col->width; row++) {
			AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

			col->text(v, row, &text);
			if (utf8_width(buf_str(&text)) > width)
				width = utf8_width(buf_str(&text));
		}
		if (width < col->width)
			col->width = width;
		col->narrow = columns[i].narrow && columns[i].narrow < col->width
				      ? columns[i].narrow
				      : col->width;
		col->width += !col->grow; /* a wide screen has air between them */
		if (col->text == time_text)
			col->title = time_title();
		if (col->text == inst_text)
			col->extra = of_one(v);
	}
}

/* Grows with what is shown; which zone times are in is part of what cells say. */
static uint64_t row_stamp(void *ctx)
{
	const struct journal_view *v = ctx;

	return times_relative() ? 0
				: v->shown_again << 8 | (unsigned char)times_letter();
}

/* candor journal show takes the number. */
static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	if (!whole)
		seq_text(ctx, row, out);
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct records *r = ((const struct journal_view *)ctx)->scene->records;

	return r ? r->item(r->ctx, row_at(ctx, row)->n, a) : NULL;
}

static void *journal_new(void)
{
	struct journal_view *v = mem_new(1, sizeof(*v));

	v->source = (struct table_source){
		.cols = v->cols,
		.n_cols = ARRAY_LEN(v->cols),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.stamp = row_stamp,
		.noun = "record number",
		.copy = row_copy,
		.item = row_item,
		.ctx = v,
	};
	fit_columns(v);
	table_init(&v->table, &v->source);
	v->table.focus = "record";
	v->shown = -1;
	detail_init(&v->record);
	v->record.focus = "record";
	return v;
}

static void journal_free_view(void *state)
{
	struct journal_view *v = state;

	table_release(&v->table);
	detail_release(&v->record);
	free(v->rows);
	free(v->found);
	free(v->ids);
	free(v);
}

/* What was found becomes what is shown. */
static void publish(struct journal_view *v)
{
	memcpy(v->rows, v->found, v->n_found * sizeof(*v->rows));
	v->n_rows = v->total = v->n_found;
	v->shown_again++;
	for (size_t i = 0; i < v->n_rows; i++) {
		AUTO(buf) id = BUF_INIT(23);

		buf_addf(&id, "%" PRId64, v->rows[i].n);
		text_keep(v->ids[i], sizeof(v->ids[i]), buf_str(&id));
	}
	if (v->again)
		v->shown = -1;
	fit_columns(v);
}

/* One stretch further back.  Of another filter each find is shown at once; of the same
 * one what was shown stays until all is looked at. */
static void go_on(struct journal_view *v)
{
	const struct records *r = v->scene->records;

	v->n_found += r->search(r->ctx, v->filter, v->next, v->found + v->n_found,
				ROWS_MAX - v->n_found, &v->next);
	v->searching = v->next != 0;
	if (!v->again || !v->searching)
		publish(v);
}

static void begin(struct journal_view *v, bool again)
{
	if (!v->rows) {
		v->rows = mem_new(ROWS_MAX, sizeof(*v->rows));
		v->found = mem_new(ROWS_MAX, sizeof(*v->found));
		v->ids = mem_new(ROWS_MAX, sizeof(*v->ids));
	}
	v->stamp = v->scene->records->stamp(v->scene->records->ctx);
	v->stamped = true;
	v->again = again;
	v->stopped = false;
	v->n_found = 0;
	v->next = 0;
	if (!again)
		v->shown = -1;
	go_on(v);
}

static void query(struct journal_view *v)
{
	const struct records *r = v->scene->records;

	if (!r) {
		v->n_rows = 0;
		v->shown_again++;
		v->searching = false;
		fit_columns(v);
	} else if (!v->stamped) {
		begin(v, false);
	} else if (!v->searching && v->stamp != r->stamp(r->ctx)) {
		begin(v, true);
	}
}

static void fill_record(struct journal_view *v)
{
	const struct records *r = v->scene->records;
	size_t row = table_row(&v->table);
	int64_t n = row == TABLE_NONE ? -1 : v->rows[row].n;

	if (n == v->shown && n >= 0)
		return;
	v->shown = n;
	detail_clear(&v->record);
	(void)detail_to_end(&v->record, false);
	if (n >= 0 && r && !r->show(r->ctx, n, v->whole, &v->record))
		detail_text(&v->record, ROLE_WARN, STR("This record cannot be read."));
}

static void journal_update(void *state, const struct scene *s)
{
	struct journal_view *v = state;

	v->scene = s;
	query(v);
	if (!s->records)
		v->table.empty = text_empty(s->records_why)
					 ? "The journal is being opened."
					 : s->records_why;
	else if (v->searching)
		v->table.empty = "Searching …";
	else
		v->table.empty =
			v->filter[0] ? "No record matches the filter. Esc clears it."
				     : "The journal has no records yet.";
	table_refresh(&v->table);
	fill_record(v);
}

static void set_filter(struct journal_view *v, const struct scene *s, struct str words)
{
	if (!text_copy(v->filter, sizeof(v->filter), words))
		return;
	v->stamped = false;
	journal_update(v, s);
}

static void journal_enter(void *state, const struct scene *s, const struct place *p)
{
	struct journal_view *v = state;

	v->scene = s;
	v->whole = false;
	v->shown = -1;
	if (!text_eq(v->inst, p->inst))
		v->stamped = false;
	text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
	if (!text_eq(v->filter, p->thing)) {
		set_filter(v, s, str_of(p->thing));
		if (p->thing[0]) /* what is asked for is not hidden by an older ! */
			table_problems_only(&v->table, false);
		(void)table_move(&v->table, TABLE_TOP);
	}
	journal_update(v, s);
}

static void verified(const struct scene *s, struct buf *out)
{
	const struct program_verification *ver = &s->verification;

	if (!s->journal_open)
		buf_add_text(out, "journal not open");
	else if (!ver->over)
		buf_addf(out, "verifying %" PRIu64 " of %" PRIu64, ver->done,
			 ver->total);
	else if (ver->bad)
		buf_addf(out, "■ does not verify: %s", s->journal_why);
	else
		buf_addf(out, "%" PRIu64 " log%s verified since start ✓", ver->total,
			 ver->total == 1 ? "" : "s");
}

static void journal_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct journal_view *v = state;
	buf_add_text(&ret->crumbs, "Journal");
	if (v->whole && table_row(&v->table) != TABLE_NONE)
		buf_addf(&ret->crumbs, " › #%" PRId64,
			 v->rows[table_row(&v->table)].seq);
	buf_addf(&ret->right, "%zu%s act%s", v->total, v->total >= ROWS_MAX ? "+" : "",
		 v->total == 1 ? "" : "s");
	buf_addf(&ret->right, "%s %" PRId64 " entries", v->filter[0] ? " of" : ",",
		 s->entries);
	if (v->searching)
		buf_add_text(&ret->right, " · searching …");
	else if (v->stopped)
		buf_add_text(&ret->right,
			     " · search stopped, older ones not looked at");
	table_position(&v->table, &ret->settings);
	verified(s, &ret->position);
}

static void journal_draw(void *state, const struct scene *s, struct frame *f,
			 struct area body)
{
	struct journal_view *v = state;
	int panel = body.height >= 24 ? 13 : body.height / 2 - 2;
	AUTO(buf) title = BUF_INIT(256);
	size_t row = table_row(&v->table);

	(void)s;
	if (row == TABLE_NONE) {
		table_draw(&v->table, f, body, true);
		return;
	}
	if (v->whole) {
		detail_draw(&v->record, f, body, true);
		return;
	}
	if (panel < 4 || v->alone)
		panel = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - panel), true);
	if (!panel)
		return;
	buf_addf(&title, "#%" PRId64 " %s", v->rows[row].seq, v->rows[row].act);
	body = area_lines(body, body.height - panel, panel);
	frame_rule(f, body, 0, buf_text(&title), "as the customer reads it",
		   ROLE_MUTED);
	detail_draw(&v->record, f, area_inset(area_lines(body, 1, -1), 1), false);
}

static void show_whole(struct journal_view *v, bool whole)
{
	v->whole = whole;
	v->shown = -1;
	fill_record(v);
}

static enum view_use journal_act(void *state, const struct scene *s, enum action a,
				 struct wish *ret)
{
	struct journal_view *v = state;

	(void)s;
	if (!v->whole && parts_whole_act(&v->alone, a))
		return VIEW_USED;
	if (a == ACTION_OPEN) {
		if (table_row(&v->table) != TABLE_NONE)
			show_whole(v, !v->whole);
		else
			wish_say(ret, PROGRAM_NOTE, "No record is selected.");
		return VIEW_USED;
	}
	if (v->whole && (a == ACTION_ESC || a == ACTION_QUIT)) {
		show_whole(v, false);
		return VIEW_USED;
	}
	/* the filter that brought one here goes; the screen stays */
	if ((a == ACTION_TAB_9 || a == ACTION_ESC) && of_one(v)) {
		wish_go(ret, VIEW_JOURNAL, "", "");
		return VIEW_USED;
	}
	if (v->whole && parts_detail_act(&v->record, a) == VIEW_USED)
		return VIEW_USED;
	return VIEW_UNUSED;
}

static void journal_filter(void *state, const struct scene *s, struct str words)
{
	set_filter(state, s, words);
}

static const char *journal_filter_text(void *state)
{
	return ((struct journal_view *)state)->filter;
}

/* A whole record is read: what works there is hinted. */
static bool journal_useful(void *state, const struct scene *s, enum action a)
{
	const struct journal_view *v = state;

	(void)s;
	switch ((int)a) {
	case ACTION_PAGE_DOWN:
	case ACTION_BOTTOM: return v->whole && detail_is_long(&v->record);
	case ACTION_OPEN:
	case ACTION_FILTER:
	case ACTION_SORT:
	case ACTION_PROBLEMS:
	case ACTION_NEXT_PROBLEM: return !v->whole;
	default: return true;
	}
}

/* A whole record is read, not moved in. */
static struct table *journal_table(void *state)
{
	struct journal_view *v = state;

	return v->whole ? NULL : &v->table;
}

/* What was found stays, and no older record is looked at. */
static void journal_stop(void *state)
{
	struct journal_view *v = state;

	v->next = 0;
	v->searching = false;
	v->stopped = true;
	publish(v);
}

const char *const record_fields[RECORD_FIELDS] = { "who",    "inst",   "mode",
						   "act",    "action", "kind",
						   "target", "result", "account" };

/* The same language as in other lists, with the index behind it. */
static bool journal_filter_check(void *state, struct str words,
				 struct filter_error *ret)
{
	static const struct filter_names names = { .items = record_fields,
						   .n = RECORD_FIELDS };
	struct filter f = { .n_terms = 0 };

	(void)state;
	if (!filter_parse_loose(&f, words, &names, ret))
		return false;
	for (size_t i = 0; i < f.n_terms; i++) {
		if (f.terms[i].op <= FILTER_IS)
			continue;
		ret->at = f.terms[i].at;
		ret->len = f.terms[i].text_len;
		(void)snprintf(
			ret->text, sizeof(ret->text),
			"the journal compares no numbers; field:word looks for one");
		return false;
	}
	return true;
}

static struct table *journal_rows(void *state)
{
	return &((struct journal_view *)state)->table;
}

static bool journal_working(void *state)
{
	const struct journal_view *v = state;

	return v->searching && v->scene && v->scene->records;
}

static void journal_work(void *state)
{
	go_on(state);
}

const struct view_ops view_journal = {
	.id = VIEW_JOURNAL,
	.tab = 9,
	.new = journal_new,
	.free = journal_free_view,
	.enter = journal_enter,
	.update = journal_update,
	.title = journal_title,
	.draw = journal_draw,
	.act = journal_act,
	.useful = journal_useful,
	.filter = journal_filter,
	.filter_text = journal_filter_text,
	.filter_check = journal_filter_check,
	.table = journal_table,
	.rows = journal_rows,
	.working = journal_working,
	.stop = journal_stop,
	.work = journal_work,
};

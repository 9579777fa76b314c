/*
 * The journal: records newest first, and below them the selected one as the customer
 * reads it.  Nothing is changed here; corrections are new records.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "tui/views/parts.h"
#include "tui/views/record_list.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

struct journal_view {
	struct record_list list;
	struct table table; /* of the list */
	struct detail record;
	int64_t shown;        /* n of the record in the panel; -1 */
	uint64_t renewed;     /* of the list when it was put there */
	struct reader reader; /* whole: with its raw leaves */
};

static void *journal_new(void)
{
	struct journal_view *v = mem_new(1, sizeof(*v));

	record_list_init(&v->list);
	table_init(&v->table, &v->list.source);
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
	record_list_release(&v->list);
	free(v);
}

/* The record under the cursor; NULL when there is none. */
static const struct record *selected(const struct journal_view *v)
{
	size_t row = table_row(&v->table);

	return row == TABLE_NONE ? NULL : &v->list.rows[row];
}

static void fill_record(struct journal_view *v)
{
	const struct records *r = v->list.records;
	const struct record *now = selected(v);
	int64_t n = now ? now->n : -1;

	bool same = n == v->shown && n >= 0;

	if (same && v->renewed == v->list.renewed)
		return;
	v->shown = n;
	v->renewed = v->list.renewed;
	detail_clear(&v->record);
	if (!same) /* who reads one keeps the line when the journal grows */
		(void)detail_to_end(&v->record, false);
	if (n >= 0 && r && !r->show(r->ctx, n, v->reader.whole, &v->record))
		detail_text(&v->record, ROLE_WARN, STR("This record cannot be read."));
}

static const char *empty_text(const struct journal_view *v, const struct scene *s)
{
	if (!s->records)
		return text_empty(s->records_why) ? "The journal is being opened."
						  : s->records_why;
	if (v->list.searching)
		return "Searching …";
	return v->list.filter[0] ? "No record matches the filter. Esc clears it."
				 : "The journal has no records yet.";
}

static void journal_update(void *state, const struct scene *s)
{
	struct journal_view *v = state;

	record_list_fill(&v->list, s->records, s->now_sec);
	v->table.empty = empty_text(v, s);
	table_refresh(&v->table);
	fill_record(v);
}

static void journal_enter(void *state, const struct scene *s, const struct place *p)
{
	struct journal_view *v = state;

	v->reader.whole = false;
	v->shown = -1;
	record_list_at(&v->list, p->inst);
	if (!text_eq(v->list.filter, p->thing)) {
		(void)record_list_filter(&v->list, str_of(p->thing));
		journal_update(v, s);
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
	const struct record *row = selected(v);
	size_t n = v->list.n_rows;

	buf_add_text(&ret->crumbs, "Journal");
	if (v->reader.whole && row)
		buf_addf(&ret->crumbs, " › #%" PRId64, row->seq);
	buf_addf(&ret->right, "%zu%s act%s", n, n >= RECORD_ROWS ? "+" : "",
		 n == 1 ? "" : "s");
	buf_addf(&ret->right, "%s %" PRId64 " entries", v->list.filter[0] ? " of" : ",",
		 s->entries);
	if (v->list.searching)
		buf_add_text(&ret->right, " · searching …");
	else if (v->list.stopped)
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
	const struct record *row = selected(v);
	AUTO(buf) title = BUF_INIT(256);

	(void)s;
	if (!row) {
		table_draw(&v->table, f, body, true);
		return;
	}
	if (v->reader.whole) {
		detail_draw(&v->record, f, body, true);
		return;
	}
	if (panel < 4 || v->reader.alone)
		panel = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - panel), true);
	if (!panel)
		return;
	buf_addf(&title, "#%" PRId64 " %s", row->seq, row->act);
	body = area_lines(body, body.height - panel, panel);
	frame_rule(f, body, 0, buf_text(&title), "as the customer reads it",
		   ROLE_MUTED);
	detail_draw(&v->record, f, area_inset(area_lines(body, 1, -1), 1), false);
}

static enum view_use journal_act(void *state, const struct scene *s, enum action a,
				 struct wish *ret)
{
	struct journal_view *v = state;
	bool whole = v->reader.whole;

	(void)s;
	if (parts_read_act(&v->reader, &v->table, &v->record, a,
			   "No record is selected.", ret) == VIEW_USED) {
		if (whole != v->reader.whole) {
			v->shown = -1;
			fill_record(v);
		}
		return VIEW_USED;
	}
	/* the filter that brought one here goes; the screen stays */
	if ((a == ACTION_TAB_9 || a == ACTION_ESC) && record_list_of_one(&v->list)) {
		wish_go(ret, VIEW_JOURNAL, "", "");
		return VIEW_USED;
	}
	return VIEW_UNUSED;
}

static void journal_filter(void *state, const struct scene *s, struct str words)
{
	struct journal_view *v = state;

	if (!record_list_filter(&v->list, words))
		return;
	table_narrow(&v->table);
	journal_update(v, s);
}

static const char *journal_filter_text(void *state)
{
	return ((struct journal_view *)state)->list.filter;
}

static bool journal_filter_check(void *state, struct str words,
				 struct filter_error *ret)
{
	(void)state;
	return record_filter_check(words, ret);
}

static bool journal_useful(void *state, const struct scene *s, enum action a)
{
	const struct journal_view *v = state;

	(void)s;
	return parts_read_useful(&v->reader, &v->record, a);
}

/* A whole record is read, not moved in. */
static struct table *journal_table(void *state)
{
	struct journal_view *v = state;

	return v->reader.whole ? NULL : &v->table;
}

static struct table *journal_rows(void *state)
{
	return &((struct journal_view *)state)->table;
}

static bool journal_working(void *state)
{
	const struct journal_view *v = state;

	return v->list.searching && v->list.records;
}

static void journal_work(void *state)
{
	record_list_go_on(&((struct journal_view *)state)->list);
}

static void journal_stop(void *state)
{
	record_list_stop(&((struct journal_view *)state)->list);
}

static bool journal_text(void *state, struct find_pane *ret)
{
	struct journal_view *v = state;

	return parts_read_text(&v->reader, &v->record, ret);
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
	.text = journal_text,
	.rows = journal_rows,
	.working = journal_working,
	.stop = journal_stop,
	.work = journal_work,
};

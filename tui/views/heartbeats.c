/*
 * The heartbeats of one installation: a row an agent, with its last day as a strip;
 * below it what is known of the selected one, and its gaps with their causes.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/watch/item.h"
#include "tui/views/site_list.h"
#include "tui/views/strips.h"
#include "tui/views/times.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define DAY_SEC    INT64_C(86400)
#define DAY_CELLS  36 /* of 40 minutes */
#define DAY_NARROW 24 /* of an hour */

static const struct site_list *list_of(const void *ctx)
{
	return ctx;
}

static const struct beats *beats_at(const void *ctx)
{
	return list_of(ctx)->site ? list_of(ctx)->site->beats : NULL;
}

static size_t n_rows(void *ctx)
{
	const struct beats *b = beats_at(ctx);

	return b ? b->n_agents : 0;
}

static const struct beat_agent *agent_at(const void *ctx, size_t row)
{
	return &list_of(ctx)->site->beats->agents[row];
}

static const char *row_id(void *ctx, size_t row)
{
	return agent_at(ctx, row)->name;
}

/* ---- what holds of an agent ---- */

static bool is_of_beats(const struct verdict *v)
{
	const struct health_rule *rule = health_rule_find(v->rule);

	return rule && rule->signal == SIGNAL_HEARTBEATS;
}

/* The worst that is said of it, or of all heartbeats; NULL: nothing. */
static const struct verdict *verdict_of(const void *ctx, size_t row)
{
	const struct health *h = &list_of(ctx)->site->row->health;

	for (size_t i = 0; i < h->n; i++) {
		const struct verdict *v = &h->rows[i];

		if (!is_of_beats(v) || v->severity == SEV_OK)
			continue;
		if (!v->thing[0] || text_eq(v->thing, agent_at(ctx, row)->name))
			return v;
	}
	return NULL;
}

static enum severity severity_of(const void *ctx, size_t row)
{
	static const enum severity by_overdue[] = { SEV_OK, SEV_WARN, SEV_CRIT };
	const struct verdict *v = verdict_of(ctx, row);

	if (v)
		return v->severity;
	return by_overdue[strip_overdue(list_of(ctx)->site->beats, agent_at(ctx, row))];
}

static bool row_problem(void *ctx, size_t row)
{
	return severity_of(ctx, row) != SEV_OK;
}

/* ---- columns ---- */

static void state_text(void *ctx, size_t row, struct buf *out)
{
	word_state(out, severity_of(ctx, row));
}

static enum role state_role(void *ctx, size_t row)
{
	return word_role(severity_of(ctx, row));
}

static int state_order(void *ctx, size_t a, size_t b)
{
	enum severity x = severity_of(ctx, a);
	enum severity y = severity_of(ctx, b);

	return x < y ? -1 : x > y;
}

static void agent_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, agent_at(ctx, row)->name);
}

static void last_text(void *ctx, size_t row, struct buf *out)
{
	int64_t now_sec = list_of(ctx)->scene->now_sec;
	int64_t last_sec = agent_at(ctx, row)->received_sec;

	if (now_sec - last_sec < DAY_SEC)
		times_hms_zone(out, last_sec, now_sec);
	else
		word_when(out, last_sec, now_sec);
}

static int last_order(void *ctx, size_t a, size_t b)
{
	int64_t x = agent_at(ctx, a)->received_sec;
	int64_t y = agent_at(ctx, b)->received_sec;

	return x < y ? -1 : x > y;
}

static int64_t lag_of(const void *ctx, size_t row)
{
	const struct beats *b = list_of(ctx)->site->beats;
	int64_t lag_sec = b->now_sec - agent_at(ctx, row)->received_sec;

	if (b->err.code)
		return -1; /* how long it is now is not known */
	return lag_sec < 0 ? 0 : lag_sec;
}

static void lag_text(void *ctx, size_t row, struct buf *out)
{
	strip_lag(out, lag_of(ctx, row));
}

static enum role lag_role(void *ctx, size_t row)
{
	if (lag_of(ctx, row) < 0)
		return ROLE_STALE;
	switch (strip_overdue(list_of(ctx)->site->beats, agent_at(ctx, row))) {
	case 0: return site_list_quiet(ctx, row);
	case 1: return ROLE_WARN;
	default: return ROLE_CRIT;
	}
}

static int lag_order(void *ctx, size_t a, size_t b)
{
	return -last_order(ctx, a, b);
}

static void day_text(void *ctx, size_t row, struct buf *out)
{
	strip_text(out, beats_at(ctx), agent_at(ctx, row), DAY_SEC / DAY_NARROW,
		   DAY_NARROW);
}

static void day_draw(void *ctx, size_t row, struct pen *pen)
{
	int width = pen_room(pen) < DAY_CELLS ? DAY_NARROW : DAY_CELLS;

	strip_draw(pen, beats_at(ctx), agent_at(ctx, row), DAY_SEC / width, width,
		   ROLE_TEXT);
}

static void version_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, text_or(agent_at(ctx, row)->version, "?"));
}

static void number_text(struct buf *out, int64_t n)
{
	if (n)
		buf_addf(out, "%" PRId64, n);
	else
		buf_add_text(out, "·");
}

static void seq_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%" PRId64, agent_at(ctx, row)->seq);
}

static void late_text(void *ctx, size_t row, struct buf *out)
{
	number_text(out, agent_at(ctx, row)->n_late);
}

static void missed_text(void *ctx, size_t row, struct buf *out)
{
	number_text(out, agent_at(ctx, row)->n_missed);
}

static void order_text(void *ctx, size_t row, struct buf *out)
{
	number_text(out, agent_at(ctx, row)->n_out_of_order);
}

static void skew_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%+" PRId32 "s", agent_at(ctx, row)->skew_sec);
}

static enum role skew_role(void *ctx, size_t row)
{
	int32_t skew_sec = agent_at(ctx, row)->skew_sec;

	return skew_sec > BEAT_SKEW_SEC || skew_sec < -BEAT_SKEW_SEC
		       ? ROLE_WARN
		       : site_list_quiet(ctx, row);
}

static void status_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, agent_at(ctx, row)->status);
}

static int by_number(int64_t x, int64_t y)
{
	return x > y ? -1 : x < y; /* the most first */
}

static int seq_order(void *ctx, size_t a, size_t b)
{
	return by_number(agent_at(ctx, a)->seq, agent_at(ctx, b)->seq);
}

static int late_order(void *ctx, size_t a, size_t b)
{
	return by_number(agent_at(ctx, a)->n_late, agent_at(ctx, b)->n_late);
}

static int missed_order(void *ctx, size_t a, size_t b)
{
	return by_number(agent_at(ctx, a)->n_missed, agent_at(ctx, b)->n_missed);
}

static const struct table_col columns[] = {
	COLUMN(.title = "STATE", .width = 9, .priority = 1, .text = state_text,
	       .role = state_role, .order = state_order, .words = item_states),
	COLUMN(.title = "AGENT", .width = 10, .least = 8, .grow = 1, .priority = 2,
	       .fit = FIT_MIDDLE, .text = agent_text, .role = site_list_role),
	COLUMN(.title = "LAST", .width = 9, .priority = 5, .text = last_text,
	       .role = site_list_quiet, .order = last_order),
	COLUMN(.title = "LAG", .width = 5, .priority = 4, .align = ALIGN_RIGHT,
	       .age = true, .text = lag_text, .role = lag_role, .order = lag_order),
	COLUMN(.title = "BEAT 24h → now", .name = "beat", .narrow_title = "BEAT 24h",
	       .width = DAY_CELLS, .narrow = DAY_NARROW, .priority = 3,
	       .text = day_text, .draw = day_draw),
	COLUMN(.title = "LATE", .width = 4, .priority = 8, .align = ALIGN_RIGHT,
	       .text = late_text, .role = site_list_quiet, .order = late_order),
	COLUMN(.title = "MISSED", .width = 6, .priority = 6, .align = ALIGN_RIGHT,
	       .text = missed_text, .role = site_list_quiet, .order = missed_order),
	COLUMN(.title = "STATUS", .width = 8, .priority = 7, .fit = FIT_TAIL,
	       .text = status_text, .role = site_list_quiet),
	COLUMN(.title = "VERSION", .width = 7, .priority = 9, .fit = FIT_TAIL,
	       .text = version_text, .role = site_list_quiet),
	COLUMN(.title = "SEQ", .width = 8, .priority = 10, .extra = true,
	       .align = ALIGN_RIGHT, .text = seq_text, .role = site_list_quiet,
	       .order = seq_order),
	COLUMN(.title = "DISORDER", .width = 8, .priority = 11, .extra = true,
	       .align = ALIGN_RIGHT, .text = order_text, .role = site_list_quiet),
	COLUMN(.title = "CLOCK", .width = 6, .priority = 12, .extra = true,
	       .align = ALIGN_RIGHT, .text = skew_text, .role = skew_role),
};

/* ---- documents ---- */

static void add_gaps(struct arena *a, struct node *item, const struct beat_agent *b)
{
	struct node *list = node_put(a, item, "gaps", NODE_LIST);

	for (size_t i = b->n_gaps; i-- > 0;) {
		struct node *gap = node_add(a, list, NODE_OBJECT);

		item_time(a, gap, "from", b->gaps[i].from_sec);
		item_time(a, gap, "to", b->gaps[i].to_sec);
		item_number(a, gap, "missed", b->gaps[i].missed);
		item_text(a, gap, "cause", beat_cause_says(b->gaps[i].cause));
	}
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct beat_agent *b = agent_at(ctx, row);
	struct node *item = node_object(a);

	item_text(a, item, "state", item_state(severity_of(ctx, row)));
	item_text(a, item, "agent", b->name);
	item_text(a, item, "version", b->version);
	item_text(a, item, "status", b->status);
	item_time(a, item, "status_since", b->status_sec);
	item_number(a, item, "seq", b->seq);
	item_time(a, item, "at", b->at_sec);
	item_time(a, item, "received", b->received_sec);
	item_number(a, item, "lag_sec", lag_of(ctx, row));
	item_number(a, item, "late", b->n_late);
	item_number(a, item, "missed", b->n_missed);
	item_number(a, item, "out_of_order", b->n_out_of_order);
	item_number(a, item, "restarts", b->n_restarts);
	(void)node_put_int(a, item, "skew_sec", b->skew_sec);
	add_gaps(a, item, b);
	return item;
}

/* ---- the panel ---- */

static void fill_verdicts(const struct site_list *l, size_t row, struct detail *d)
{
	const struct health *h = &l->site->row->health;

	for (size_t i = 0; i < h->n; i++) {
		const struct verdict *v = &h->rows[i];

		if (is_of_beats(v) && v->severity != SEV_OK &&
		    (!v->thing[0] || text_eq(v->thing, agent_at(l, row)->name)))
			parts_verdict(v, d);
	}
}

static void fill_clock(const struct site_list *l, const struct beat_agent *a,
		       struct detail *d)
{
	int64_t now_sec = l->scene->now_sec;
	AUTO(buf) last = BUF_INIT(64);
	AUTO(buf) at = BUF_INIT(64);

	times_full(&last, a->received_sec, now_sec);
	times_hms_zone(&at, a->at_sec, now_sec);
	detail_pairf(d, "last beat", ROLE_TEXT,
		     "%s, by its own clock %s (%+" PRId32 " s)", buf_text(&last),
		     buf_text(&at), a->skew_sec);
}

static void fill_says(const struct site_list *l, const struct beat_agent *a,
		      struct detail *d)
{
	AUTO(buf) since = BUF_INIT(64);

	word_when(&since, a->status_sec, l->scene->now_sec);
	detail_pairf(d, "says", ROLE_MUTED, "%s since %s, version %s, seq %" PRId64,
		     a->status, buf_text(&since), text_or(a->version, "?"), a->seq);
	detail_pairf(d, "of its beats", ROLE_MUTED,
		     "%d late, %d missed, %d out of order, %d new beginnings of seq",
		     a->n_late, a->n_missed, a->n_out_of_order, a->n_restarts);
}

static void fill_account(const struct site_list *l, const struct beats *b,
			 struct detail *d)
{
	const struct account *a = &b->account;
	AUTO(buf) since = BUF_INIT(64);

	word_when(&since, a->since_sec, l->scene->now_sec);
	if (a->state == ACCOUNT_SUSPENDED)
		detail_pairf(d, "account", ROLE_WARN, "suspended since %s by %s: %s",
			     buf_text(&since), a->who, a->reason);
	else if (a->since_sec)
		detail_pairf(d, "account", ROLE_MUTED, "active since %s: %s",
			     buf_text(&since), a->reason);
	else
		detail_pair(d, "account", ROLE_MUTED, STR("active"));
}

/* What the receiver did not take of this installation, of whichever agent. */
static void fill_refused(const struct beats *b, struct detail *d)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	for (int v = 0; v < BEAT_VERDICT_COUNT; v++) {
		int64_t n = beats_count(b, (enum beat_verdict)v);

		if (n > 0 && !beat_taken((enum beat_verdict)v))
			buf_addf(&text, "%s%" PRId64 " %s", text.len ? ", " : "", n,
				 beat_verdict_name((enum beat_verdict)v));
	}
	if (text.len)
		detail_pair(d, "refused", ROLE_TEXT, buf_str(&text));
}

static void fill_gap(const struct site_list *l, const struct beat_gap *g,
		     struct detail *d)
{
	int64_t now_sec = l->scene->now_sec;
	AUTO(buf) when = BUF_INIT(128);
	AUTO(buf) to = BUF_INIT(64);

	word_when(&when, g->from_sec, now_sec);
	if (g->to_sec)
		word_when(&to, g->to_sec, now_sec);
	buf_addf(&when, " → %s", g->to_sec ? buf_text(&to) : "now");
	detail_pairf(d, buf_text(&when), g->to_sec ? ROLE_TEXT : ROLE_CRIT,
		     "%d missed, %s", g->missed, beat_cause_says(g->cause));
}

static void fill_about(struct site_list *l)
{
	size_t row = table_row(&l->table);
	const struct beats *b = beats_at(l);
	const struct beat_agent *a = NULL;

	detail_clear(&l->about);
	if (row == TABLE_NONE)
		return;
	a = agent_at(l, row);
	if (b->err.code)
		detail_pair(&l->about, "not read", ROLE_WARN, str_of(b->err.text));
	fill_verdicts(l, row, &l->about);
	fill_clock(l, a, &l->about);
	fill_says(l, a, &l->about);
	fill_account(l, b, &l->about);
	fill_refused(b, &l->about);
	detail_rule(&l->about, "Gaps in 24 h, newest first");
	for (size_t i = a->n_gaps; i-- > 0;)
		fill_gap(l, &a->gaps[i], &l->about);
	if (!a->n_gaps)
		detail_text(&l->about, ROLE_MUTED, STR("None."));
}

/* ---- the view ---- */

static const struct table_source source = {
	.cols = columns,
	.n_cols = ARRAY_LEN(columns),
	.n_rows = n_rows,
	.id = row_id,
	.problem = row_problem,
	.noun = "agent",
	.item = row_item,
};

static void *heartbeats_new(void)
{
	struct site_list *l = mem_new(1, sizeof(*l));

	site_list_init(l, &source, "heartbeats");
	return l;
}

static void heartbeats_free(void *state)
{
	site_list_release(state);
	free(state);
}

static const char *empty_text(const struct site_list *l)
{
	const struct beats *b = beats_at(l);

	if (l->site && l->site->row->inst->heartbeat_sec <= 0)
		return "No heartbeats are expected: `heartbeat = every 60s` in its "
		       "section of candor.conf says that it sends them.";
	if (!l->site)
		return site_list_empty(l, "");
	if (!b)
		return "Nothing was read yet; candor listen receives heartbeats, and "
		       "docs/heartbeats.md says how they are sent.";
	if (b->err.code)
		return b->err.text;
	return "No beat was ever received; docs/heartbeats.md says how they are sent.";
}

static void heartbeats_update(void *state, const struct scene *s)
{
	struct site_list *l = state;

	site_list_take(l, s);
	l->table.loading = false; /* they come from us, not from the account */
	l->table.empty = empty_text(l);
	table_refresh(&l->table);
	fill_about(l);
}

static void heartbeats_enter(void *state, const struct scene *s, const struct place *p)
{
	bool other = site_list_enter(state, p);

	heartbeats_update(state, s);
	if (other)
		site_list_top(state);
	if (p->thing[0])
		(void)table_select(&((struct site_list *)state)->table, p->thing);
	heartbeats_update(state, s);
}

static void heartbeats_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct site_list *l = state;
	const struct beats *b = beats_at(l);

	(void)s;
	site_list_title(l, "Heartbeats", ret);
	if (!b)
		return;
	if (b->err.code) {
		site_list_unread(l, b->now_sec, ret);
		return;
	}
	buf_clear(&ret->right);
	ret->right_role = ROLE_MUTED;
	if (b->account.state == ACCOUNT_SUSPENDED) {
		buf_add_text(&ret->right, "account suspended · ");
		ret->right_role = ROLE_WARN;
	}
	buf_addf(&ret->right, "one every %d s, grace %d s", b->plan.interval_sec,
		 b->plan.grace_sec);
}

static void heartbeats_draw(void *state, const struct scene *s, struct frame *f,
			    struct area body)
{
	struct site_list *l = state;

	(void)s;
	site_list_draw(l, f, body, text_or(table_id(&l->table), ""), "Enter reads it");
}

const struct view_ops view_heartbeats = {
	.id = VIEW_HEARTBEATS,
	.of_site = true,
	.new = heartbeats_new,
	.free = heartbeats_free,
	.enter = heartbeats_enter,
	.update = heartbeats_update,
	.title = heartbeats_title,
	.draw = heartbeats_draw,
	.act = site_list_act,
	.useful = site_list_useful,
	.table = site_list_table,
	.rows = site_list_rows,
	.text = site_list_text,
};

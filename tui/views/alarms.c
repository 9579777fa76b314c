/*
 * The CloudWatch alarms of one installation, worst first; below them the selected one
 * with its history.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/watch/alarms.h"
#include "core/watch/item.h"
#include "tui/views/site_list.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

static const struct site_list *list_of(const void *ctx)
{
	return ctx;
}

static const struct alarms *alarms_here(const void *ctx)
{
	return list_of(ctx)->site ? list_of(ctx)->site->alarms : NULL;
}

static size_t n_rows(void *ctx)
{
	return alarms_n(alarms_here(ctx));
}

static const struct alarm *alarm_at(const void *ctx, size_t row)
{
	return alarms_at(alarms_here(ctx), row);
}

static const char *row_id(void *ctx, size_t row)
{
	return alarm_at(ctx, row)->name;
}

static bool row_problem(void *ctx, size_t row)
{
	return alarm_at(ctx, row)->severity != SEV_OK;
}

/* ---- columns ---- */

static void state_text(void *ctx, size_t row, struct buf *out)
{
	word_state(out, alarm_at(ctx, row)->severity);
}

static enum role state_role(void *ctx, size_t row)
{
	return word_role(alarm_at(ctx, row)->severity);
}

/* The source is sorted: worst first, then by age. */
static int state_order(void *ctx, size_t a, size_t b)
{
	(void)ctx;
	return a < b ? -1 : a > b;
}

static void name_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, alarm_at(ctx, row)->name);
}

static void name_draw(void *ctx, size_t row, struct pen *pen)
{
	site_list_name(ctx, alarm_at(ctx, row)->name, pen);
}

static void says_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, alarm_at(ctx, row)->state);
}

static void metric_text(void *ctx, size_t row, struct buf *out)
{
	const struct alarm *a = alarm_at(ctx, row);

	buf_add_text(out, a->composite ? a->rule : a->metric);
}

static void since_text(void *ctx, size_t row, struct buf *out)
{
	word_age(out, alarm_at(ctx, row)->since_sec, list_of(ctx)->scene->now_sec);
}

static bool since_unknown(void *ctx, size_t row)
{
	return alarm_at(ctx, row)->since_sec <= 0;
}

static int since_order(void *ctx, size_t a, size_t b)
{
	int64_t x = alarm_at(ctx, a)->since_sec;
	int64_t y = alarm_at(ctx, b)->since_sec;

	return x < y ? -1 : x > y;
}

static void reason_text(void *ctx, size_t row, struct buf *out)
{
	const struct alarm *a = alarm_at(ctx, row);

	if (text_empty(a->reason) && a->severity == SEV_UNKNOWN)
		buf_addf(out, "says %s", a->state); /* why it is not known */
	else
		buf_add_text(out, a->reason);
}

static void stack_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, alarm_at(ctx, row)->stack);
}

static void tells_text(void *ctx, size_t row, struct buf *out)
{
	const struct alarm *a = alarm_at(ctx, row);

	if (a->suppressed[0])
		buf_addf(out, "held back by %s", a->suppressed);
	else
		buf_add_text(out, a->acts ? "yes" : "nobody");
}

static const struct table_col columns[] = {
	COLUMN(.title = "STATE", .width = 9, .priority = 1, .text = state_text,
	       .role = state_role, .order = state_order, .words = item_states),
	COLUMN(.title = "ALARM", .width = 24, .narrow = 20, .grow = 1, .priority = 2,
	       .fit = FIT_MIDDLE, .text = name_text, .role = site_list_role,
	       .draw = name_draw),
	COLUMN(.title = "SAYS", .width = 12, .priority = 8, .extra = true,
	       .fit = FIT_TAIL, .text = says_text, .role = site_list_quiet),
	COLUMN(.title = "METRIC", .width = 26, .least = 14, .priority = 5,
	       .fit = FIT_TAIL, .text = metric_text, .role = site_list_quiet),
	COLUMN(.title = "SINCE", .width = 5, .priority = 4, .align = ALIGN_RIGHT,
	       .age = true, .text = since_text, .role = site_list_quiet,
	       .order = since_order, .unknown = since_unknown),
	COLUMN(.title = "REASON", .width = 24, .narrow = 16, .grow = 3, .priority = 3,
	       .fit = FIT_TAIL, .text = reason_text, .role = site_list_role),
	COLUMN(.title = "STACK", .width = 16, .priority = 7, .extra = true,
	       .fit = FIT_MIDDLE, .text = stack_text, .role = site_list_quiet),
	COLUMN(.title = "TELLS", .width = 10, .priority = 9, .extra = true,
	       .fit = FIT_TAIL, .text = tells_text, .role = site_list_quiet),
};

/* ---- documents ---- */

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct alarm *l = alarm_at(ctx, row);
	struct node *item = node_object(a);
	struct node *list = NULL;

	item_text(a, item, "state", item_state(l->severity));
	item_text(a, item, "alarm", l->name);
	item_text(a, item, "says", l->state);
	item_text(a, item, "reason", l->reason);
	item_time(a, item, "since", l->since_sec);
	item_text(a, item, "metric", l->metric);
	item_text(a, item, "rule", l->rule);
	item_text(a, item, "description", l->description);
	item_text(a, item, "stack", l->stack);
	item_text(a, item, "suppressed", l->suppressed);
	(void)node_put_bool(a, item, "acts", l->acts);
	list = node_put(a, item, "history", NODE_LIST);
	for (size_t i = 0; i < l->n_events; i++) {
		struct node *event = node_add(a, list, NODE_OBJECT);

		item_time(a, event, "at", l->events[i].at_sec);
		item_text(a, event, "kind", l->events[i].kind);
		item_text(a, event, "summary", l->events[i].summary);
	}
	return item;
}

/* ---- the panel ---- */

static void pair(struct detail *d, const char *label, enum role role, const char *text)
{
	if (!text_empty(text))
		detail_pair(d, label, role, str_of(text));
}

static void fill_history(const struct site_list *l, const struct alarm *a,
			 struct detail *d)
{
	detail_rule(d, "History, newest first");
	for (size_t i = 0; i < a->n_events; i++) {
		AUTO(buf) when = BUF_INIT(64);

		word_when(&when, a->events[i].at_sec, l->scene->now_sec);
		detail_pair(d, buf_text(&when), ROLE_TEXT,
			    str_of(a->events[i].summary));
	}
	if (a->n_events)
		return;
	if (a->events_sec)
		detail_text(d, ROLE_MUTED, STR("Nothing in the time that AWS keeps."));
	else if (a->events_tried_sec)
		detail_text(d, ROLE_MUTED, STR("It could not be read."));
	else
		detail_text(d, ROLE_MUTED,
			    STR("It is read of alarms that are in trouble."));
}

static void fill_about(struct site_list *l)
{
	size_t row = table_row(&l->table);
	const struct alarm *a = NULL;
	AUTO(buf) tells = BUF_INIT(LIMIT_KIB(1));

	detail_clear(&l->about);
	if (row == TABLE_NONE)
		return;
	a = alarm_at(l, row);
	if (alarms_error(alarms_here(l)))
		pair(&l->about, "not read", ROLE_WARN,
		     alarms_error(alarms_here(l))->text);
	pair(&l->about, a->state, word_role(a->severity),
	     text_or(a->reason, "no reason was given"));
	pair(&l->about, "metric", ROLE_TEXT, a->metric);
	pair(&l->about, "rule", ROLE_TEXT, a->rule);
	pair(&l->about, "is", ROLE_MUTED, a->description);
	tells_text(l, row, &tells);
	pair(&l->about, "tells", ROLE_MUTED, buf_text(&tells));
	pair(&l->about, "stack", ROLE_MUTED, a->stack);
	fill_history(l, a, &l->about);
}

/* ---- the view ---- */

static const struct table_source source = {
	.cols = columns,
	.n_cols = ARRAY_LEN(columns),
	.n_rows = n_rows,
	.id = row_id,
	.problem = row_problem,
	.noun = "alarm",
	.item = row_item,
};

static void *alarms_new(void)
{
	struct site_list *l = mem_new(1, sizeof(*l));

	site_list_init(l, &source, "alarms");
	return l;
}

static void alarms_free(void *state)
{
	site_list_release(state);
	free(state);
}

static const char *empty_text(const struct site_list *l)
{
	const struct alarms *a = alarms_here(l);

	if (a && alarms_error(a))
		return alarms_error(a)->text;
	if (!a || !alarms_read_sec(a))
		return site_list_empty(l,
				       "Its alarms were not read yet. r reads them.");
	return site_list_empty(l, "Its stacks made no alarms.");
}

static void alarms_update(void *state, const struct scene *s)
{
	struct site_list *l = state;

	site_list_take(l, s);
	l->table.empty = empty_text(l);
	table_refresh(&l->table);
	fill_about(l);
}

static void alarms_enter(void *state, const struct scene *s, const struct place *p)
{
	bool other = site_list_enter(state, p);

	alarms_update(state, s);
	if (other)
		site_list_top(state);
	if (p->thing[0])
		(void)table_select(&((struct site_list *)state)->table, p->thing);
	alarms_update(state, s);
}

static void alarms_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct site_list *l = state;
	const struct alarms *a = alarms_here(l);
	size_t n = 0;

	(void)s;
	site_list_title(l, "Alarms", ret);
	if (a && alarms_error(a)) {
		site_list_unread(l, alarms_read_sec(a), ret);
		return;
	}
	if (!a || ret->right.len)
		return;
	for (size_t i = 0; i < alarms_n(a); i++)
		n += alarms_at(a, i)->severity != SEV_OK;
	buf_addf(&ret->right, "%zu of %zu quiet", alarms_n(a) - n, alarms_n(a));
	ret->right_role = ROLE_MUTED;
	if (alarms_n_missing(a)) {
		buf_addf(&ret->right, " · %zu not told of", alarms_n_missing(a));
		ret->right_role = ROLE_WARN;
	}
}

static void alarms_draw(void *state, const struct scene *s, struct frame *f,
			struct area body)
{
	struct site_list *l = state;

	(void)s;
	site_list_draw(l, f, body, text_or(table_id(&l->table), ""),
		       "Enter reads its history");
}

const struct view_ops view_alarms = {
	.id = VIEW_ALARMS,
	.of_site = true,
	.new = alarms_new,
	.free = alarms_free,
	.enter = alarms_enter,
	.update = alarms_update,
	.title = alarms_title,
	.draw = alarms_draw,
	.act = site_list_act,
	.useful = site_list_useful,
	.table = site_list_table,
	.rows = site_list_rows,
	.text = site_list_text,
};

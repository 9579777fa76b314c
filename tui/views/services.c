/*
 * The parts of one installation, service by service, worst first; below them the facts
 * of the selected one and what is wrong with it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/item.h"
#include "tui/views/site_list.h"
#include "tui/views/times.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

struct services_view {
	struct site_list list;    /* first: it is the state of what is shared */
	struct verdict *verdicts; /* verdicts[n_verdicts], one a part */
	size_t n_verdicts;
	uint64_t stamp; /* of the scene that they are of; 0: not known */
	char **ids;     /* ids[n_ids]: "lambda/function/loader" */
	size_t n_ids, cap_ids;
};

static const struct services *services_here(const void *ctx)
{
	const struct services_view *v = ctx;

	return v->list.site ? v->list.site->services : NULL;
}

static size_t n_rows(void *ctx)
{
	const struct services *s = services_here(ctx);

	return s ? s->n : 0;
}

static const struct part *part_at(const void *ctx, size_t row)
{
	const struct services_view *v = ctx;

	return &v->list.site->services->parts[row];
}

static const struct verdict *verdict_at(const void *ctx, size_t row)
{
	const struct services_view *v = ctx;

	return &v->verdicts[row];
}

static const char *row_id(void *ctx, size_t row)
{
	const struct services_view *v = ctx;

	return row < v->n_ids ? v->ids[row] : "";
}

static bool row_problem(void *ctx, size_t row)
{
	return verdict_at(ctx, row)->severity != SEV_OK;
}

/* ---- columns ---- */

static void state_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);

	if (d->changing && d->severity == SEV_OK)
		buf_add_text(out, "○ BUSY");
	else
		word_state(out, d->severity);
}

static enum role state_role(void *ctx, size_t row)
{
	const struct verdict *d = verdict_at(ctx, row);

	return d->changing && d->severity == SEV_OK ? ROLE_INFO
						    : word_role(d->severity);
}

static int state_order(void *ctx, size_t a, size_t b)
{
	return health_compare(verdict_at(ctx, a), verdict_at(ctx, b));
}

static void service_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, part_at(ctx, row)->service);
}

static void kind_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, part_at(ctx, row)->kind);
}

static void name_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, part_at(ctx, row)->name);
}

static void name_draw(void *ctx, size_t row, struct pen *pen)
{
	site_list_name(ctx, part_at(ctx, row)->name, pen);
}

static void status_text(void *ctx, size_t row, struct buf *out)
{
	const struct part *p = part_at(ctx, row);

	buf_add_text(out, p->gone ? "gone" : part_status(p));
}

static void since_text(void *ctx, size_t row, struct buf *out)
{
	const struct services_view *v = ctx;

	word_age(out, verdict_at(ctx, row)->since_sec, v->list.scene->now_sec);
}

static bool since_unknown(void *ctx, size_t row)
{
	return verdict_at(ctx, row)->since_sec <= 0;
}

static int since_order(void *ctx, size_t a, size_t b)
{
	int64_t x = verdict_at(ctx, a)->since_sec;
	int64_t y = verdict_at(ctx, b)->since_sec;

	return x < y ? -1 : x > y;
}

static void stack_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, part_at(ctx, row)->stack);
}

/* "function loader is Failed: ..." without what stands in columns of its own. */
static void reason_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);
	const struct part *p = part_at(ctx, row);
	struct str reason = str_of(verdict_reason(d));
	AUTO(buf) name = BUF_INIT(LIMIT_KIB(2));

	if (d->severity == SEV_OK && !d->changing)
		return;
	buf_addf(&name, "%s %s is %s: ", p->kind, p->name, part_status(p));
	if (!str_starts(reason, buf_text(&name))) {
		buf_clear(&name);
		buf_addf(&name, "scaling of %s is %s: ", p->name, part_status(p));
	}
	if (!str_starts(reason, buf_text(&name))) {
		buf_clear(&name);
		buf_addf(&name, "%s %s ", p->kind, p->name);
	}
	if (str_starts(reason, buf_text(&name)))
		reason = (struct str){ reason.p + name.len, reason.len - name.len };
	buf_add_str(out, reason);
}

static const char *const state_words[] = { "crit",  "warn", "unknown", "noacc",
					   "stale", "ok",   "busy",    NULL };

static const struct table_col columns[] = {
	COLUMN(.title = "STATE", .width = 9, .priority = 1, .text = state_text,
	       .role = state_role, .order = state_order, .words = state_words),
	COLUMN(.title = "NAME", .width = 22, .narrow = 20, .grow = 1, .priority = 2,
	       .fit = FIT_MIDDLE, .text = name_text, .role = site_list_role,
	       .draw = name_draw),
	COLUMN(.title = "SERVICE", .width = 10, .priority = 4, .fit = FIT_TAIL,
	       .text = service_text, .role = site_list_quiet),
	COLUMN(.title = "KIND", .width = 11, .priority = 7, .fit = FIT_TAIL,
	       .text = kind_text, .role = site_list_quiet),
	COLUMN(.title = "STATUS", .width = 11, .least = 8, .priority = 5,
	       .fit = FIT_TAIL, .text = status_text, .role = site_list_quiet),
	COLUMN(.title = "SINCE", .width = 5, .priority = 6, .align = ALIGN_RIGHT,
	       .age = true, .text = since_text, .role = site_list_quiet,
	       .order = since_order, .unknown = since_unknown),
	COLUMN(.title = "REASON", .width = 22, .narrow = 14, .grow = 3, .priority = 3,
	       .fit = FIT_TAIL, .text = reason_text, .role = site_list_role),
	COLUMN(.title = "STACK", .width = 16, .priority = 8, .fit = FIT_MIDDLE,
	       .text = stack_text, .role = site_list_quiet),
};

/* ---- copies and documents ---- */

static void row_name(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, part_at(ctx, row)->name);
}

/* What AWS wrote is made safe first; a part without an ARN is copied as JSON. */
static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	const struct part *p = part_at(ctx, row);

	if (!whole)
		row_name(ctx, row, out);
	else if (str_starts(str_of(p->id), "arn:"))
		utf8_safe(out, str_of(p->id), LIMIT_KIB(2));
}

static void add_fact(struct arena *a, struct node *to, const struct fact *f)
{
	switch (f->kind) {
	case FACT_TEXT: item_text(a, to, f->key, f->text); return;
	case FACT_TIME: item_time(a, to, f->key, f->number); return;
	case FACT_NUMBER: (void)node_put_int(a, to, f->key, f->number); return;
	}
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct part *p = part_at(ctx, row);
	const struct verdict *d = verdict_at(ctx, row);
	const struct services_view *v = ctx;
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);
	struct node *item = node_object(a);
	struct node *facts = NULL;

	part_reason(p, v->list.scene->now_sec, &reason);

	item_text(a, item, "state", item_state(d->severity));
	item_text(a, item, "service", p->service);
	item_text(a, item, "kind", p->kind);
	item_text(a, item, "name", p->name);
	item_text(a, item, "stack", p->stack);
	item_text(a, item, "logical", p->logical);
	item_text(a, item, "status", p->gone ? "gone" : part_status(p));
	item_text(a, item, "rule", d->rule);
	item_text(a, item, "reason", buf_text(&reason));
	item_time(a, item, "since", d->since_sec);
	item_time(a, item, "read", p->read_sec);
	item_number(a, item, "seq", p->seq);
	facts = node_put(a, item, "facts", NODE_OBJECT);
	for (size_t i = 0; i < p->n_facts; i++)
		add_fact(a, facts, &p->facts[i]);
	return item;
}

/* ---- the panel ---- */

static const struct service_reading *reading_of(const struct services *s,
						const char *service)
{
	for (size_t i = 0; i < SERVICES_MAX; i++)
		if (s->readings[i].service && text_eq(s->readings[i].service, service))
			return &s->readings[i];
	return NULL;
}

static void fill_fact(const struct services_view *v, const struct fact *f,
		      struct detail *d)
{
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (f->kind == FACT_TIME)
		times_full(&text, f->number, v->list.scene->now_sec);
	else
		fact_show(f, &text);
	if (f->read_sec != 0) {
		buf_add_text(&text, "   read ");
		word_when(&text, f->read_sec, v->list.scene->now_sec);
	}
	detail_pair(d, f->key, ROLE_TEXT, buf_str(&text));
}

static void fill_about(struct services_view *v)
{
	size_t row = table_row(&v->list.table);
	struct detail *d = &v->list.about;
	const struct service_reading *r = NULL;
	const struct part *p = NULL;
	struct verdict whole = { 0 };
	AUTO(buf) when = BUF_INIT(64);

	detail_clear(d);
	if (row == TABLE_NONE)
		return;
	p = part_at(v, row);
	r = reading_of(services_here(v), p->service);
	parts_verdict(verdict_at(v, row), d);
	if (r && service_judge(r, &whole))
		parts_verdict(&whole, d);
	detail_pairf(d, "is", ROLE_MUTED, "%s, %s%s%s%s%s", service_title(p->service),
		     p->kind, p->logical[0] ? "   " : "", p->logical,
		     p->stack[0] ? " of " : "", p->stack);
	for (size_t i = 0; i < p->n_facts; i++)
		fill_fact(v, &p->facts[i], d);
	word_when(&when, p->read_sec, v->list.scene->now_sec);
	if (p->seq >= 0)
		buf_addf(&when, "   journal #%" PRId64, p->seq);
	detail_pair(d, "read", ROLE_MUTED, buf_str(&when));
}

/* ---- the view ---- */

static const struct table_source source = {
	.cols = columns,
	.n_cols = ARRAY_LEN(columns),
	.n_rows = n_rows,
	.id = row_id,
	.problem = row_problem,
	.noun = "name",
	.whole = "ARN",
	.name = row_name,
	.copy = row_copy,
	.item = row_item,
};

static void *services_new(void)
{
	struct services_view *v = mem_new(1, sizeof(*v));

	site_list_init(&v->list, &source, "services");
	return v;
}

static void forget_ids(struct services_view *v)
{
	for (size_t i = 0; i < v->n_ids; i++)
		free(v->ids[i]);
	v->n_ids = 0;
}

static void services_free(void *state)
{
	struct services_view *v = state;

	site_list_release(&v->list);
	forget_ids(v);
	free(v->ids);
	free(v->verdicts);
	free(v);
}

/* Parts of one name (runs of a job) stand together: they are numbered. */
static void fill_ids(struct services_view *v)
{
	const struct part *before = NULL;
	size_t same = 1;

	forget_ids(v);
	for (size_t i = 0; i < n_rows(v); i++) {
		const struct part *p = part_at(v, i);
		AUTO(buf) id = BUF_INIT(LIMIT_KIB(2));

		same = before && text_eq(before->service, p->service) &&
				       text_eq(before->kind, p->kind) &&
				       text_eq(before->name, p->name)
			       ? same + 1
			       : 1;
		buf_addf(&id, "%s/%s/%s", p->service, p->kind, p->name);
		if (same > 1)
			buf_addf(&id, "/%zu", same);
		*VEC_PUSH(v->ids, v->n_ids, v->cap_ids) = buf_take(&id);
		before = p;
	}
}

/* Parts are judged when something changed, not at each key. */
static void judge(struct services_view *v, uint64_t stamp)
{
	if (stamp && stamp == v->stamp && v->n_verdicts == n_rows(v))
		return;
	v->stamp = stamp;
	free(v->verdicts);
	v->n_verdicts = n_rows(v);
	v->verdicts = mem_new(v->n_verdicts ? v->n_verdicts : 1, sizeof(*v->verdicts));
	for (size_t i = 0; i < v->n_verdicts; i++)
		part_judge(part_at(v, i), v->list.scene->now_sec, &v->verdicts[i]);
	fill_ids(v);
}

static const char *empty_text(const struct services_view *v)
{
	const struct services *s = services_here(v);

	for (size_t i = 0; s && i < SERVICES_MAX; i++)
		if (s->readings[i].error)
			return s->readings[i].error->text;
	for (size_t i = 0; s && i < SERVICES_MAX; i++)
		if (s->readings[i].read_sec)
			return site_list_empty(&v->list,
					       "Its stacks made nothing that candor "
					       "watches.");
	return site_list_empty(&v->list,
			       "Its services were not read yet. r reads them.");
}

static void services_update(void *state, const struct scene *s)
{
	struct services_view *v = state;

	site_list_take(&v->list, s);
	judge(v, parts_stamp(s));
	v->list.table.empty = empty_text(v);
	table_refresh(&v->list.table);
	fill_about(v);
}

/* By name: what a verdict calls its subject. */
static void select_name(struct services_view *v, const char *name)
{
	for (size_t i = 0; i < n_rows(v); i++)
		if (text_eq(part_at(v, i)->name, name) &&
		    table_select(&v->list.table, row_id(v, i)))
			return;
}

static void services_enter(void *state, const struct scene *s, const struct place *p)
{
	struct services_view *v = state;
	bool other = site_list_enter(&v->list, p);

	if (other)
		v->stamp = 0;
	services_update(v, s);
	if (other)
		site_list_top(&v->list);
	if (p->thing[0])
		select_name(v, p->thing);
	services_update(v, s);
}

/* Which services could not be read, since nothing stands in the list for them. */
static void add_unread(const struct services *s, struct view_title *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < SERVICES_MAX; i++)
		if (s->readings[i].error)
			buf_addf(&ret->right, "%s%s",
				 n++ ? ", " : " · not read: ", s->readings[i].service);
	ret->right_role = n ? ROLE_WARN : ROLE_MUTED;
}

static void services_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct services_view *v = state;
	const struct services *here = services_here(v);
	size_t n = 0;

	(void)s;
	site_list_title(&v->list, "Services", ret);
	if (!here || ret->right.len)
		return;
	for (size_t i = 0; i < v->n_verdicts; i++)
		n += v->verdicts[i].severity == SEV_OK;
	buf_addf(&ret->right, "%zu of %zu well", n, v->n_verdicts);
	add_unread(here, ret);
}

static void services_draw(void *state, const struct scene *s, struct frame *f,
			  struct area body)
{
	struct services_view *v = state;
	size_t row = table_row(&v->list.table);

	(void)s;
	site_list_draw(&v->list, f, body,
		       row == TABLE_NONE ? "" : part_at(v, row)->name,
		       "Enter reads all facts");
}

const struct view_ops view_services = {
	.id = VIEW_SERVICES,
	.of_site = true,
	.new = services_new,
	.free = services_free,
	.enter = services_enter,
	.update = services_update,
	.title = services_title,
	.draw = services_draw,
	.act = site_list_act,
	.useful = site_list_useful,
	.table = site_list_table,
	.rows = site_list_rows,
	.text = site_list_text,
};

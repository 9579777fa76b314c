/*
 * candor heartbeats [INSTALLATION] [--since 24h]: what was received of each agent, and
 * what came not.  Reads what candor listen wrote, or the table in the vendor's account.
 */
#include "tui/cli/beats.h"

#include "core/base/limits.h"
#include "core/watch/item.h"
#include "tui/kit/nearest.h"

#define MOST_SEC (INT64_C(3600) * BEATS_HOURS)

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "installation", "INSTALLATION", OUT_TEXT, NULL },
	{ "agent", "AGENT", OUT_TEXT, NULL },
	{ "version", "VERSION", OUT_TEXT, NULL },
	{ "status", "STATUS", OUT_TEXT, NULL },
	{ "seq", "SEQ", OUT_NUMBER, NULL },
	{ "received_at", "LAST", OUT_AGE, NULL },
	{ "late", "LATE", OUT_NUMBER, NULL },
	{ "missed", "MISSED", OUT_NUMBER, NULL },
	{ "refused", "REFUSED", OUT_NUMBER, NULL },
	{ "account", "BILLS", OUT_TEXT, NULL },
	{ "reason", "WHY", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "version", "seq", "status", "refused" };

/* ---- one installation ---- */

static int64_t refused_of(const struct beats *b)
{
	int64_t n = 0;

	for (enum beat_verdict v = BEAT_DUPLICATE; v < BEAT_VERDICT_COUNT; v++)
		n += beats_count(b, v);
	return n;
}

/* The worst verdict about the agent, or about all of them. */
static const struct verdict *worst(const struct health *h, const char *agent)
{
	for (size_t i = 0; i < h->n; i++)
		if (text_eq(h->rows[i].thing, agent) || !h->rows[i].thing[0])
			return &h->rows[i];
	return &h->rows[0];
}

static void put_gaps(struct doc *d, struct node *item, const struct beat_agent *a)
{
	struct node *gaps = node_put(&d->arena, item, "gaps", NODE_LIST);

	for (size_t i = 0; i < a->n_gaps; i++) {
		struct node *g = node_put(&d->arena, gaps, NULL, NODE_OBJECT);

		doc_time(d, g, "from", a->gaps[i].from_sec);
		doc_time(d, g, "to", a->gaps[i].to_sec);
		doc_int(d, g, "missed", a->gaps[i].missed);
		doc_text(d, g, "cause", beat_cause_says(a->gaps[i].cause));
	}
}

static void put_slots(struct doc *d, struct node *item, const struct beats *b,
		      const struct beat_agent *a)
{
	static const char signs[] = {
		[BEAT_SLOT_UNKNOWN] = '?', [BEAT_SLOT_SUSPENDED] = 's',
		[BEAT_SLOT_DOWN] = 'd',    [BEAT_SLOT_ON_TIME] = '.',
		[BEAT_SLOT_LATE] = 'l',    [BEAT_SLOT_MISSED] = 'M',
	};
	AUTO(buf) text = BUF_INIT(BEATS_SLOTS_MAX);

	for (int i = 0; i < b->n_slots; i++)
		buf_add_char(&text, signs[a->slots[i]]);
	doc_text(d, item, "slots", buf_text(&text));
	doc_int(d, item, "slot_s", b->slot_sec);
	doc_time(d, item, "slots_from", b->start_sec);
}

static void put_agent(struct doc *d, struct node *item, const struct beats *b,
		      const struct beat_agent *a)
{
	doc_text(d, item, "agent", a->name);
	doc_text(d, item, "version", a->version);
	doc_text(d, item, "status", a->status);
	doc_int(d, item, "seq", a->seq);
	doc_time(d, item, "at", a->at_sec);
	doc_time(d, item, "received_at", a->received_sec);
	doc_int(d, item, "skew_s", a->skew_sec);
	doc_int(d, item, "beats", a->n_beats);
	doc_int(d, item, "late", a->n_late);
	doc_int(d, item, "missed", a->n_missed);
	doc_int(d, item, "out_of_order", a->n_out_of_order);
	doc_int(d, item, "restarts", a->n_restarts);
	put_gaps(d, item, a);
	put_slots(d, item, b, a);
}

/* Keys are there without an agent, too. */
static void put_nobody(struct doc *d, struct node *item)
{
	static const char *const keys[] = { "agent", "version",     "status", "seq",
					    "at",    "received_at", "skew_s" };
	static const char *const counts[] = { "beats", "late", "missed", "out_of_order",
					      "restarts" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		doc_null(d, item, keys[i]);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		doc_int(d, item, counts[i], 0);
	(void)node_put(&d->arena, item, "gaps", NODE_LIST);
	doc_null(d, item, "slots");
	doc_null(d, item, "slot_s");
	doc_null(d, item, "slots_from");
}

static void put_item(struct doc *d, const struct installation *inst,
		     const struct beats *b, const struct beat_agent *a,
		     const struct health *h)
{
	struct node *item = doc_item(d);
	const struct verdict *v = worst(h, a ? a->name : "");

	doc_text(d, item, "state", item_state(v->severity));
	doc_text(d, item, "installation", inst->name);
	if (a)
		put_agent(d, item, b, a);
	else
		put_nobody(d, item);
	doc_int(d, item, "refused", refused_of(b));
	doc_int(d, item, "duplicates", beats_count(b, BEAT_DUPLICATE));
	doc_text(d, item, "account", account_state_name(b->account.state));
	doc_text(d, item, "rule", v->rule);
	doc_text(d, item, "reason", verdict_reason(v));
	if (v->severity != SEV_OK)
		d->facts.problems = true;
}

static void put_installation(struct doc *d, const struct installation *inst,
			     const struct beats *b)
{
	struct health h = { 0 };

	beats_judge(b, &h);
	health_sort(&h);
	for (size_t i = 0; i < b->n_agents; i++)
		put_item(d, inst, b, &b->agents[i], &h);
	if (b->n_agents == 0)
		put_item(d, inst, b, NULL, &h);
	health_release(&h);
}

/* ---- the verb ---- */

static bool hours_of(const struct cli *c, int *ret, struct err *err)
{
	const char *since = c->options->since;
	int64_t now = cli_now(c);
	int64_t from = now - MOST_SEC;

	if (since && !clock_parse_since(str_of(since), now, &from))
		return err_set(err, ERR_ARG,
			       "--since %s is no time; 1h, 24h or "
			       "2026-11-23T14:00:00Z is one",
			       since);
	if (from > now || from < now - MOST_SEC)
		return err_set(err, ERR_ARG,
			       "--since %s is not within the last %d hours", since,
			       BEATS_HOURS);
	*ret = (int)((now - from + 3599) / 3600);
	if (*ret < 1)
		*ret = 1;
	return true;
}

static void print_gaps(struct cli *c, const struct node *item)
{
	for (const struct node *g = node_first(node_get(item, "gaps")); g;
	     g = g->next) {
		outf(&c->out, "  %s  %s to %s  ", node_text(item, "agent", ""),
		     node_text(g, "from", "-"), node_text(g, "to", "now"));
		outf(&c->out, "%lld missed  %s\n", (long long)node_int(g, "missed", 0),
		     node_text(g, "cause", ""));
	}
}

static void print(struct cli *c, struct doc *d)
{
	bool any = false;

	out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
		      ARRAY_LEN(less));
	for (const struct node *i = node_first(d->items); c->n_args > 0 && i;
	     i = i->next) {
		if (!any && node_get(i, "gaps")->n_children > 0)
			out_text(&c->out, "\ngaps:\n");
		any = any || node_get(i, "gaps")->n_children > 0;
		print_gaps(c, i);
	}
}

static bool is_wanted(const struct cli *c, const struct installation *inst)
{
	return inst->heartbeat_sec > 0 &&
	       (c->n_args == 0 || text_eq(inst->name, c->args[0]));
}

static bool expects_any(const struct cli *c)
{
	const struct config *config = program_config(c->program);

	for (size_t i = 0; i < config->n_installations; i++)
		if (is_wanted(c, &config->installations[i]))
			return true;
	return false;
}

static bool put_all(struct cli *c, struct doc *d, struct err *err)
{
	int hours = BEATS_HOURS;

	return hours_of(c, &hours, err) &&
	       beats_each(c, d, hours, is_wanted, put_installation, err);
}

static bool check_words(struct cli *c, struct err *err)
{
	const struct installation *inst;

	if (c->n_args == 0)
		return true;
	inst = cli_installation(c, c->args[0], err);
	if (!inst)
		return false;
	return inst->heartbeat_sec > 0 ||
	       err_set(err, ERR_CONFIG,
		       "%s:%u: %s has no line like \"heartbeat = every 60s\"",
		       inst->file, inst->line, inst->name);
}

int cli_heartbeats(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	int code = cli_open(c);

	if (code != EXIT_CODE_FINE)
		return code;
	doc_init(&d, "heartbeats", cli_now(c));
	c->out.now_sec = d.at_sec;
	if (!check_words(c, &err) || !put_all(c, &d, &err))
		return cli_fail(c, &err);
	if (!expects_any(c))
		out_message("no installation has a line like \"heartbeat = every 60s\" "
			    "in candor.conf");
	return cli_print(c, &d, print);
}

/*
 * Documents of what was read.  A node that found no room in its arena is NULL, and the
 * calls here pass that on: who prints asks arena_ok().
 */
#include "core/watch/item.h"

#include <ctype.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/watch/arn.h"

const char *const item_states[] = { "crit",  "warn", "unknown", "noacc",
				    "stale", "ok",   NULL };

const char *item_state(enum severity s)
{
	static char word[16];
	const char *name = severity_name(s);
	size_t i = 0;

	for (; name[i] && i + 1 < sizeof(word); i++)
		word[i] = (char)tolower((unsigned char)name[i]);
	word[i] = '\0';
	return word;
}

void item_text(struct arena *a, struct node *item, const char *key, const char *text)
{
	if (text_empty(text))
		(void)node_put(a, item, key, NODE_NULL);
	else
		(void)node_put_text(a, item, key, text);
}

void item_time(struct arena *a, struct node *item, const char *key, int64_t sec)
{
	AUTO(buf) text = BUF_INIT(64);

	if (sec > 0)
		clock_rfc3339(&text, sec);
	item_text(a, item, key, buf_text(&text));
}

void item_number(struct arena *a, struct node *item, const char *key, int64_t number)
{
	if (number < 0)
		(void)node_put(a, item, key, NODE_NULL);
	else
		(void)node_put_int(a, item, key, number);
}

const char *item_data(enum fleet_data data)
{
	switch (data) {
	case FLEET_NOTHING: return "nothing";
	case FLEET_CACHED: return "cached";
	case FLEET_READ: return "read";
	}
	return "nothing";
}

void item_was(struct arena *a, struct node *item, const struct fleet_row *row)
{
	const struct verdict *v = &row->worst;

	item_text(a, item, "was_state", v->has_was ? item_state(v->was) : NULL);
	item_time(a, item, "as_of", row->stale ? row->read_sec : 0);
}

void item_installation(struct arena *a, struct node *item, const struct fleet_row *row)
{
	bool known = row->data != FLEET_NOTHING;

	item_text(a, item, "state", item_state(row->worst.severity));
	item_text(a, item, "installation", row->inst->name);
	item_text(a, item, "customer", row->inst->customer);
	item_text(a, item, "account", row->inst->account);
	item_text(a, item, "region", row->inst->region);
	item_text(a, item, "version", row->version);
	item_number(a, item, "settled", known ? (int64_t)row->n_settled : -1);
	item_number(a, item, "stacks", known ? (int64_t)row->stacks.n : -1);
	item_text(a, item, "rule", row->worst.rule);
	item_text(a, item, "subject", row->worst.subject);
	item_text(a, item, "reason", verdict_reason(&row->worst));
	item_time(a, item, "since", row->worst.since_sec);
	item_was(a, item, row);
	item_time(a, item, "read_at", row->read_sec);
	item_text(a, item, "data", item_data(row->data));
	item_number(a, item, "seq", row->seq);
}

void item_verdict(struct arena *a, struct node *item, const struct verdict *v)
{
	item_text(a, item, "state", item_state(v->severity));
	item_why(a, item, v);
}

void item_why(struct arena *a, struct node *item, const struct verdict *v)
{
	const struct health_rule *rule = health_rule_find(v->rule);

	item_text(a, item, "rule", v->rule);
	item_text(a, item, "subject", v->subject);
	item_text(a, item, "reason", verdict_reason(v));
	item_text(a, item, "advice",
		  rule && v->severity != SEV_OK ? rule->advice : NULL);
	item_text(a, item, "evidence",
		  rule && v->severity != SEV_OK ? evidence_screen(rule->evidence)
						: NULL);
	item_text(a, item, "thing", v->severity != SEV_OK ? verdict_thing(v) : NULL);
	item_time(a, item, "since", v->since_sec);
	item_number(a, item, "seq", v->seq);
}

void item_stack(struct arena *a, struct node *item, const struct stack *s,
		const struct verdict *v, int64_t at_sec)
{
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);

	item_text(a, item, "state", item_state(v->severity));
	item_text(a, item, "stack", s->name);
	item_text(a, item, "arn", s->arn);
	item_text(a, item, "status", s->status);
	item_time(a, item, "changed_at", s->changed_sec);
	item_time(a, item, "created_at", s->created_sec);
	item_text(a, item, "drift", s->drift);
	item_text(a, item, "version", s->version);
	item_text(a, item, "parent", s->parent);
	item_text(a, item, "rule", v->rule);
	health_stack_reason(s, at_sec, &reason);
	item_text(a, item, "reason", buf_text(&reason));
}

void item_resource(struct arena *a, struct node *item, const struct stack *s,
		   const struct stack_resource *r, const char *reason)
{
	AUTO(buf) arn = BUF_INIT(LIMIT_KIB(8));

	(void)resource_arn(s->arn, r->type, r->physical, &arn);
	item_text(a, item, "group", stack_resource_group(r->type));
	item_text(a, item, "logical", r->logical);
	item_text(a, item, "physical", r->physical);
	item_text(a, item, "arn", buf_text(&arn));
	item_text(a, item, "type", r->type);
	item_text(a, item, "status", r->status);
	item_text(a, item, "drift", r->drift);
	item_time(a, item, "changed_at", r->changed_sec);
	item_text(a, item, "reason", reason);
}

/*
 * A row of the fleet in the cache.
 */
#include "core/base/vec.h"
#include "core/watch/fleet_row.h"

#define CACHE_VERSION 1

struct node *fleet_row_to_node(struct arena *a, const struct fleet_row *row)
{
	struct node *n = node_object(a);
	struct node *list;

	if (row->data == FLEET_NOTHING && row->denial.code != ERR_DENIED)
		return NULL;
	node_put_int(a, n, "v", CACHE_VERSION);
	node_put_text(a, n, "account", row->inst->account);
	node_put_text(a, n, "region", row->inst->region);
	node_put_int(a, n, "read_sec", row->read_sec);
	node_put_int(a, n, "seq", row->seq);
	node_put_int(a, n, "cut", row->stacks_cut);
	if (row->denial.code == ERR_DENIED) {
		node_put_int(a, n, "denied_sec", row->denied_sec);
		node_put_text(a, n, "denial", row->denial.text);
	}
	list = node_put(a, n, "stacks", NODE_LIST);
	for (size_t i = 0; i < row->stacks.n; i++)
		if (!stack_to_node(a, list, &row->stacks.items[i]))
			return NULL;
	signals_to_node(a, node_put(a, n, "signals", NODE_OBJECT), &row->signals,
			row->inst);
	return arena_ok(a) ? n : NULL;
}

static bool fits(const struct fleet_row *row, const struct node *n)
{
	return row->data != FLEET_READ && node_int(n, "v", 0) == CACHE_VERSION &&
	       text_eq(node_text(n, "account", ""), row->inst->account) &&
	       text_eq(node_text(n, "region", ""), row->inst->region) &&
	       (node_int(n, "read_sec", 0) > 0 || node_int(n, "denied_sec", 0) > 0);
}

/* What AWS refused an earlier run, unless this one has tried itself. */
static void take_denial(struct fleet_row *row, const struct node *n)
{
	if (row->tried_sec != 0 || node_int(n, "denied_sec", 0) <= 0)
		return;
	row->denied_sec = node_int(n, "denied_sec", 0);
	kept_err_say(&row->denial, ERR_DENIED, "%s", node_text(n, "denial", ""));
}

bool fleet_row_take(struct fleet_row *row, const struct node *n)
{
	const struct node *list = node_get(n, "stacks");
	bool cut = node_int(n, "cut", 0) != 0;

	if (!fits(row, n))
		return false;
	stacks_release(&row->stacks);
	for (const struct node *s = node_first(list); s != NULL; s = s->next) {
		struct stack stack;

		if (row->stacks.n < LIMIT_STACKS && stack_from_node(s, &stack))
			*VEC_PUSH(row->stacks.items, row->stacks.n, row->stacks.cap) =
				stack;
		else
			cut = true;
	}
	stacks_sort(&row->stacks);
	row->read_sec = node_int(n, "read_sec", 0);
	row->data = row->read_sec > 0 ? FLEET_CACHED : FLEET_NOTHING;
	row->seq = node_int(n, "seq", -1);
	row->stacks_cut = cut;
	signals_from_node(&row->signals, node_get(n, "signals"));
	take_denial(row, n);
	return true;
}

/*
 * What an installation is made of: the resources of its stacks.
 *
 * Always true: a stack's resources are asked for again only when it has changed; what
 * could not be listed is told (rules members-not-read, members-cut), and its stack
 * keeps the resources it had.
 */
#include <stdlib.h>

#include "core/base/vec.h"
#include "core/watch/signals_impl.h"

#define STACKS_AN_ACT 40 /* whose resources are read; the rest is for further pages */
#define MOST_PAGES    100

static void forget_wanted(struct listing *l)
{
	for (size_t i = 0; i < l->n; i++)
		members_release(&l->wanted[i].members);
	l->n = 0;
}

void listing_release(struct listing *l)
{
	forget_wanted(l);
	free(l->wanted);
	free(l->failed.stack);
	*l = (struct listing){ 0 };
}

static bool moves(const struct stack *s)
{
	return str_ends(str_of(s->status), "_IN_PROGRESS");
}

static struct signals_stack *known(const struct signals *s, const struct stack *stack)
{
	for (size_t i = 0; i < s->n_stacks; i++)
		if (text_eq(s->stacks[i].id, stack->id))
			return &s->stacks[i];
	return NULL;
}

/* While a known stack moves, its resources are those it had: they are read when it has
 * come to rest. */
static bool is_current(const struct signals *s, const struct stack *stack)
{
	const struct signals_stack *k = known(s, stack);

	return k != NULL && (moves(stack) || (text_eq(k->status, stack->status) &&
					      k->updated_sec == stack->updated_sec));
}

/* Its id tells it from one of the same name that was made anew. */
static bool is_there(const struct stacks *l, const struct signals_stack *k)
{
	const struct stack *s = stacks_find(l, k->name);

	return s != NULL && text_eq(s->id, k->id);
}

static void drop_gone(struct signals *s, const struct stacks *l, int64_t now_sec)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n_stacks; i++) {
		if (is_there(l, &s->stacks[i])) {
			s->stacks[kept++] = s->stacks[i];
			continue;
		}
		s->changed_sec = now_sec;
		members_drop(&s->members, s->stacks[i].name);
		free(s->stacks[i].id);
		free(s->stacks[i].name);
		free(s->stacks[i].status);
	}
	s->n_stacks = kept;
}

void listing_init(struct listing *l, struct signals *s, const struct stacks *stacks,
		  int64_t now_sec)
{
	*l = (struct listing){ .signals = s, .stacks = stacks };
	drop_gone(s, stacks, now_sec);
}

/* ---- asking ---- */

static void want_members(struct listing *l)
{
	for (size_t i = 0; i < l->stacks->n && l->n < STACKS_AN_ACT; i++) {
		const struct stack *s = &l->stacks->items[i];

		if (!is_current(l->signals, s))
			*VEC_PUSH(l->wanted, l->n, l->cap) =
				(struct wanted){ .stack = s };
	}
}

/* All was asked for: what is not known now is what could not be listed. */
static void note_gap(struct listing *l, int64_t now_sec)
{
	struct signals_gap *gap = &l->signals->unlisted;
	int64_t since_sec = gap->n > 0 ? gap->since_sec : now_sec;

	free(gap->stack);
	*gap = l->failed;
	l->failed = (struct signals_gap){ 0 };
	for (size_t i = 0; i < l->stacks->n; i++)
		gap->n += !is_current(l->signals, &l->stacks->items[i]);
	gap->since_sec = gap->n > 0 ? since_sec : 0;
	l->signals->listed = true;
}

bool listing_plan(struct listing *l, int64_t now_sec, struct expect *ret)
{
	if (l->over)
		return false;
	if (!l->asked)
		want_members(l);
	l->asked = l->n < STACKS_AN_ACT;
	if (l->n == 0) {
		l->over = true;
		note_gap(l, now_sec);
		return false;
	}
	*ret = (struct expect){ &op_cfn_list_stack_resources, MOST_PAGES };
	return true;
}

static void members_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct wanted *w = ctx;

	if (!members_add_page(&w->members, w->stack->name, reply->result))
		pages_stop(a);
}

static void members_end(void *ctx, struct act *a, const struct err *err)
{
	struct wanted *w = ctx;

	(void)a;
	if (err == NULL)
		return;
	if (err->code != ERR_LIMIT)
		w->err = *err;
	w->members.cut = true;
}

void listing_run(struct listing *l, struct act *a)
{
	for (size_t i = 0; i < l->n; i++) {
		AUTO(args) args = { 0 };
		struct wanted *w = &l->wanted[i];

		args_put(&args, "StackName", w->stack->id);
		if (!call_pages(a, &op_cfn_list_stack_resources, &args, members_page,
				members_end, w, &w->err))
			bug_unless(w->err.code != ERR_NONE);
	}
}

/* ---- taking over ---- */

static void note_stack(struct signals *s, const struct stack *stack)
{
	struct signals_stack *k = known(s, stack);

	if (k == NULL) {
		k = VEC_PUSH(s->stacks, s->n_stacks, s->cap_stacks);
		*k = (struct signals_stack){ .id = mem_text(stack->id),
					     .name = mem_text(stack->name) };
	}
	free(k->status);
	k->status = mem_text(stack->status);
	k->updated_sec = stack->updated_sec;
}

static void note_failure(struct listing *l, const struct wanted *w, int64_t seq)
{
	if (l->failed.err.code != ERR_NONE)
		return;
	l->failed.stack = mem_text(w->stack->name);
	l->failed.err = w->err;
	l->failed.seq = seq;
}

static void take(struct listing *l, struct wanted *w, const struct probe_end *end)
{
	struct signals *s = l->signals;

	if (w->err.code != ERR_NONE) {
		note_failure(l, w, end->seq);
		return;
	}
	members_drop(&s->members, w->stack->name);
	members_take(&s->members, &w->members);
	note_stack(s, w->stack);
	s->changed_sec = end->now_sec;
}

void listing_end(struct listing *l, const struct probe_end *end)
{
	for (size_t i = 0; i < l->n && end->on_record; i++)
		take(l, &l->wanted[i], end);
	members_sort(&l->signals->members);
	forget_wanted(l);
}

/*
 * What an installation is made of: the resources of its stacks.
 *
 * Always true: a stack's resources are asked for once a reading, and again only when it
 * has changed or found no room; what could not be listed is told (rules
 * members-not-read, members-cut), and its stack keeps the resources it had.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/watch/signals_impl.h"

/* A template has at most 500 resources, a page 100. */
#define STACKS_AN_ACT 30
#define MOST_PAGES    LIMIT_EXPECTS
#define MOST_ACTS     (SIGNALS_ACTS / 2) /* the rest is for the probes */

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
	kept_err_clear(&l->failed.err);
	*l = (struct listing){ 0 };
}

static bool moves(const struct stack *s)
{
	return str_ends(str_of(s->status), "_IN_PROGRESS");
}

/* The stack's place by its id; false: it is not there, but belongs there. */
static bool find_stack(const struct signals *s, const char *id, size_t *ret)
{
	size_t low = 0, high = s->n_stacks;

	while (low < high) { /* the first one that is not less */
		size_t mid = low + (high - low) / 2;

		if (strcmp(s->stacks[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*ret = low;
	return low < s->n_stacks && text_eq(s->stacks[low].id, id);
}

static const struct signals_stack *known(const struct signals *s,
					 const struct stack *stack)
{
	size_t at;

	return find_stack(s, stack->id, &at) ? &s->stacks[at] : NULL;
}

static bool is_full(const struct signals *s)
{
	return s->members.n >= LIMIT_MEMBERS;
}

/* While a known stack moves, its resources are those it had: they are read when it has
 * come to rest. */
static bool is_current(const struct signals_stack *k, const struct stack *stack)
{
	return k != NULL && (moves(stack) || (text_eq(k->status, stack->status) &&
					      k->updated_sec == stack->updated_sec));
}

/* What found no room is asked for when there is some. */
static bool is_wanted(const struct signals *s, const struct stack *stack)
{
	const struct signals_stack *k = known(s, stack);

	if (k == NULL || (k->cut && is_current(k, stack)))
		return !is_full(s);
	return !is_current(k, stack);
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
		shared_drop(s->stacks[i].id);
		shared_drop(s->stacks[i].name);
		shared_drop(s->stacks[i].status);
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

/* What AWS refused altogether is tried with one stack, each time another, so that the
 * customer's trail is not filled with it. */
static void want_members(struct listing *l)
{
	const struct signals *s = l->signals;
	size_t most = l->n_acts == 0 && s->unlisted.refused ? 1 : STACKS_AN_ACT;

	for (; l->n_looked < l->stacks->n && l->n < most; l->n_looked++) {
		const struct stack *stack =
			&l->stacks->items[(s->list_from + l->n_looked) % l->stacks->n];

		if (is_wanted(s, stack))
			*VEC_PUSH(l->wanted, l->n, l->cap) =
				(struct wanted){ .stack = stack };
	}
}

/* Counts what is not known; what is not because there is no room makes the list cut. */
static void count_unknown(struct listing *l, struct signals_gap *gap)
{
	struct signals *s = l->signals;

	s->members.cut = false;
	for (size_t i = 0; i < s->n_stacks; i++)
		s->members.cut = s->members.cut || s->stacks[i].cut;
	for (size_t i = 0; i < l->stacks->n; i++) {
		const struct signals_stack *k = known(s, &l->stacks->items[i]);

		if (k == NULL && is_full(s))
			s->members.cut = true;
		else
			gap->n += !is_current(k, &l->stacks->items[i]);
	}
}

/* Nothing more is asked for: what is not known now is what could not be listed.  A
 * refusal that lasts is told as it was. */
static void note_gap(struct listing *l, int64_t now_sec)
{
	struct signals *s = l->signals;
	struct signals_gap *gap = &s->unlisted;
	bool lasts = gap->refused && l->failed.refused;

	if (!lasts) {
		int64_t since_sec = gap->n > 0 ? gap->since_sec : now_sec;

		free(gap->stack);
		kept_err_clear(&gap->err);
		*gap = l->failed;
		gap->since_sec = since_sec;
		l->failed = (struct signals_gap){ 0 };
	}
	gap->n = 0;
	count_unknown(l, gap);
	if (l->n_looked < l->stacks->n)
		s->list_from = (s->list_from + l->n_looked) % l->stacks->n;
	else
		s->list_from = 0;
	s->listed = true;
}

bool listing_plan(struct listing *l, int64_t now_sec, struct expect *ret)
{
	if (l->over)
		return false;
	if (l->n_acts < MOST_ACTS && !l->failed.refused)
		want_members(l);
	if (l->n == 0) {
		l->over = true;
		note_gap(l, now_sec);
		return false;
	}
	l->n_acts++;
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

static struct signals_stack *insert_stack(struct signals *s, const struct stack *stack,
					  size_t at)
{
	(void)VEC_PUSH(s->stacks, s->n_stacks, s->cap_stacks);
	memmove(&s->stacks[at + 1], &s->stacks[at],
		(s->n_stacks - 1 - at) * sizeof(*s->stacks));
	s->stacks[at] = (struct signals_stack){
		.id = shared_text(str_of(stack->id)),
		.name = shared_text(str_of(stack->name)),
	};
	return &s->stacks[at];
}

static void note_stack(struct signals *s, const struct stack *stack, bool cut)
{
	size_t at;
	bool is_known = find_stack(s, stack->id, &at);
	struct signals_stack *k =
		is_known ? &s->stacks[at] : insert_stack(s, stack, at);

	shared_drop(k->status);
	k->status = shared_text(str_of(stack->status));
	k->updated_sec = stack->updated_sec;
	k->cut = cut;
}

static void note_failure(struct listing *l, const struct wanted *w, int64_t seq)
{
	if (l->failed.err.code != ERR_NONE)
		return;
	l->failed.stack = mem_text(w->stack->name);
	kept_err_set(&l->failed.err, &w->err);
	l->failed.seq = seq;
}

static void take(struct listing *l, struct wanted *w, const struct probe_end *end)
{
	struct signals *s = l->signals;
	bool cut;

	if (w->err.code != ERR_NONE) {
		note_failure(l, w, end->seq);
		return;
	}
	cut = w->members.cut;
	members_drop(&s->members, w->stack->name);
	cut = !members_take(&s->members, &w->members) || cut;
	note_stack(s, w->stack, cut);
	s->changed_sec = end->now_sec;
}

static bool is_refused(const struct wanted *w)
{
	return w->err.code == ERR_DENIED || w->err.code == ERR_POLICY;
}

void listing_end(struct listing *l, const struct probe_end *end)
{
	size_t n_refused = 0;

	for (size_t i = 0; i < l->n && end->on_record; i++) {
		n_refused += is_refused(&l->wanted[i]);
		take(l, &l->wanted[i], end);
	}
	if (l->n > 0) {
		l->failed.refused = n_refused == l->n;
		members_sort(&l->signals->members);
	}
	forget_wanted(l);
}

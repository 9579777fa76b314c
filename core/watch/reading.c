/*
 * Reading one installation through the door.
 *
 * session -> act 1: DescribeStacks (all pages), details -> act 2, 3, ...: more details
 *
 * Always true: nothing that was read leaves before the outcome of its act is
 * committed; every act stays below LIMIT_EXPECTS; details are read only for stacks
 * that are not OK or open, and not again while nothing moved; a list that was not read
 * to its end is an error, and one that is on record is never thrown away.
 */
#include "core/watch/reading.h"

#include <stdlib.h>

#include "core/base/vec.h"
#include "core/watch/health.h"

#define BUSY_MS 40 /* the journal was busy when its log was asked for */

/* Calls that one act declares: together at most LIMIT_EXPECTS. */
#define MOST_STACKS     30
#define MOST_RESOURCES  60
#define MOST_EVENTS     60
#define DETAILS_PER_ACT 25 /* stacks: the rest is for their further pages */

enum detail_state {
	DETAIL_WAITING,
	DETAIL_RUNNING,
	DETAIL_READ
};

/* Resources and events of one stack. */
struct detail {
	struct reading *r;
	size_t stack; /* in fresh */
	enum detail_state state;
	bool used_up; /* the act's calls were: once more, in an act of its own */
	bool alone;
	bool failed; /* not whole: to be read again the next time */
};

struct reading {
	struct reading_opts opts; /* but open_stack: */
	char *open_stack;
	reading_done *done;
	void *ctx;
	uint64_t timer;
	struct act *act;
	bool waits_for_session;
	bool has_stacks;     /* the list was read */
	bool listed;         /* and its outcome is committed */
	bool retried;        /* with a new session, once */
	bool cancelled;      /* no further act */
	struct err list_err; /* why the list was not read to its end */
	struct stacks fresh;
	struct detail *details;
	size_t n_details, cap_details;
	struct reading_result result;
};

static void begin(void *ctx);

static int64_t now_sec(const struct reading *r)
{
	return clock_wall_us(r->opts.clock) / CLOCK_SEC_US;
}

void reading_free(struct reading *r)
{
	if (r == NULL)
		return;
	loop_disarm(r->opts.loop, r->timer);
	if (r->waits_for_session)
		sessions_forget(r->opts.sessions, r);
	if (r->act != NULL)
		act_abandon(r->act);
	stacks_release(&r->fresh);
	free(r->details);
	free(r->open_stack);
	free(r);
}

void reading_cancel(struct reading *r)
{
	r->cancelled = true;
	if (r->act != NULL) {
		act_cancel(r->act);
		return;
	}
	if (r->waits_for_session) {
		sessions_forget(r->opts.sessions, r);
		sessions_cancel(r->opts.sessions, r->opts.index, MODE_OBSERVE);
		r->waits_for_session = false;
	}
	loop_disarm(r->opts.loop, r->timer);
	r->timer = loop_arm(r->opts.loop, 0, begin, r); /* which ends it */
}

static void note_failure(struct reading *r, const struct err *err)
{
	if (r->result.detail_err.code == ERR_NONE)
		r->result.detail_err = *err;
}

static void finish(struct reading *r, const struct err *err)
{
	struct reading_result result = r->result;

	if (err != NULL)
		result.err = *err;
	stacks_sort(&r->fresh);
	result.stacks = r->fresh;
	r->fresh = (struct stacks){ 0 };
	r->done(r->ctx, &result);
	stacks_release(&result.stacks);
	reading_free(r);
}

/* ---- details ---- */

static bool moves(const struct stack *s)
{
	return str_ends(str_of(s->status), "_IN_PROGRESS");
}

static bool wants_details(const struct reading *r, const struct stack *s)
{
	const struct stack *old = stacks_find(r->opts.old, s->name);
	struct verdict v;

	if (text_eq(r->open_stack, s->name))
		return true;
	health_stack(s, now_sec(r), &v);
	if (v.severity == SEV_OK)
		return false;
	return old == NULL || old->details_sec == 0 || moves(s) ||
	       !stack_same_state(old, s);
}

static void plan_details(struct reading *r)
{
	for (size_t i = 0; i < r->fresh.n; i++) {
		struct detail *d;

		if (!wants_details(r, &r->fresh.items[i]))
			continue;
		d = VEC_PUSH(r->details, r->n_details, r->cap_details);
		d->r = r;
		d->stack = i;
	}
}

static struct stack *stack_of(const struct detail *d)
{
	return &d->r->fresh.items[d->stack];
}

static void note_detail_err(struct detail *d, const struct err *err)
{
	if (err->code == ERR_LIMIT && !d->alone) {
		d->used_up = true;
		return;
	}
	d->failed = d->failed || err->code != ERR_LIMIT; /* cut is good */
	note_failure(d->r, err);
}

static void resources_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct detail *d = ctx;

	if (!stack_add_resources(stack_of(d), reply->result))
		pages_stop(a);
}

static void resources_end(void *ctx, struct act *a, const struct err *err)
{
	struct detail *d = ctx;

	(void)a;
	if (err == NULL)
		return;
	stack_of(d)->resources_cut = true;
	note_detail_err(d, err);
}

static void events_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct detail *d = ctx;

	if (!stack_add_events(stack_of(d), reply->result))
		pages_stop(a);
}

static void events_end(void *ctx, struct act *a, const struct err *err)
{
	struct detail *d = ctx;

	(void)a;
	stack_finish_events(stack_of(d));
	if (err == NULL)
		return;
	stack_of(d)->events_cut = true;
	note_detail_err(d, err);
}

static void read_detail(struct act *a, struct detail *d)
{
	AUTO(args) args = { 0 };
	struct err err = ERR_INIT;

	d->state = DETAIL_RUNNING;
	d->failed = false;
	stack_clear_details(stack_of(d));
	args_put(&args, "StackName", stack_of(d)->id);
	if (!call_pages(a, &op_cfn_list_stack_resources, &args, resources_page,
			resources_end, d, &err) ||
	    !call_pages(a, &op_cfn_describe_stack_events, &args, events_page,
			events_end, d, &err))
		note_detail_err(d, &err);
}

/* As many as fit into this act; one that used up an act has the next for itself. */
static void read_details(struct reading *r, struct act *a)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_details && n < DETAILS_PER_ACT; i++) {
		struct detail *d = &r->details[i];

		if (d->state != DETAIL_WAITING || (d->used_up && n > 0))
			continue;
		d->alone = d->used_up;
		d->used_up = false;
		read_detail(a, d);
		n++;
		if (d->alone)
			return;
	}
}

/* The act is through: what it read is on record.  One that failed stays without a time:
 * it is read again, and until then the last good one is kept (stacks_keep_details). */
static void settle_details(struct reading *r, int64_t seq)
{
	for (size_t i = 0; i < r->n_details; i++) {
		struct detail *d = &r->details[i];

		if (d->state != DETAIL_RUNNING)
			continue;
		d->state = d->used_up ? DETAIL_WAITING : DETAIL_READ;
		if (d->failed)
			continue;
		stack_of(d)->details_sec = now_sec(r);
		stack_of(d)->details_seq = seq;
	}
}

/* What the act read is not on record: it is as if it had not been read. */
static void drop_details(struct reading *r)
{
	for (size_t i = 0; i < r->n_details; i++)
		if (r->details[i].state == DETAIL_RUNNING)
			stack_clear_details(stack_of(&r->details[i]));
}

static bool more_details(const struct reading *r)
{
	for (size_t i = 0; i < r->n_details; i++)
		if (r->details[i].state == DETAIL_WAITING)
			return true;
	return false;
}

/* ---- stacks ---- */

static void stacks_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct reading *r = ctx;
	const struct node *list = node_at(reply->result, "Stacks");

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		struct stack s;

		if (r->fresh.n >= LIMIT_STACKS) {
			r->result.cut = true;
			pages_stop(a);
			return;
		}
		if (!stack_matches(n, r->opts.inst->stacks))
			continue;
		if (stack_decode(n, &s))
			*VEC_PUSH(r->fresh.items, r->fresh.n, r->fresh.cap) = s;
		else
			r->result.cut = true; /* a stack of which nothing is known */
	}
}

static void stacks_end(void *ctx, struct act *a, const struct err *err)
{
	struct reading *r = ctx;

	if (err != NULL && err->code != ERR_LIMIT) {
		r->list_err = *err; /* candor's own cut is no error of a call */
		return;
	}
	if (err != NULL)
		r->result.cut = true;
	r->has_stacks = true;
	stacks_sort(&r->fresh);
	plan_details(r);
	read_details(r, a);
}

/* ---- acts ---- */

/* The session's keys are no good any more: once more with a new one. */
static bool try_new_session(struct reading *r, const struct err *err)
{
	if (err->code != ERR_EXPIRED || r->retried)
		return false;
	r->retried = true;
	r->has_stacks = r->listed = false;
	r->n_details = 0;
	stacks_release(&r->fresh);
	sessions_drop(r->opts.sessions, r->opts.index, MODE_OBSERVE, "expired");
	r->timer = loop_arm(r->opts.loop, 0, begin, r);
	return true;
}

/* Nothing more can be read.  A list that is on record is shown nevertheless. */
static void end_with(struct reading *r, const struct err *err)
{
	struct err copy = *err;

	if (!r->listed) {
		finish(r, &copy);
		return;
	}
	drop_details(r);
	note_failure(r, &copy);
	finish(r, NULL);
}

/* The list was not read to its end, whatever the act says: never ERR_NONE. */
static struct err list_error(const struct reading *r, const struct act_result *result)
{
	struct err err = result->err;

	if (err.code == ERR_NONE)
		err = r->list_err;
	if (err.code == ERR_NONE)
		(void)err_set(&err, ERR_CANCEL,
			      "%s: the list of stacks was not read to its end",
			      r->opts.inst->name);
	return err;
}

static bool is_on_record(const struct act_result *result)
{
	return result->err.code != ERR_JOURNAL && result->status != ACT_ABORTED &&
	       result->status != ACT_REFUSED;
}

static void act_ended(void *ctx, const struct act_result *result)
{
	struct reading *r = ctx;
	struct err err;

	r->act = NULL;
	r->result.n_calls += result->n_calls;
	if (result->outcome.seq >= 0)
		r->result.seq = result->outcome.seq;
	else if (result->intent.seq >= 0 && r->result.seq < 0)
		r->result.seq = result->intent.seq;
	if (!r->has_stacks || !is_on_record(result)) {
		err = list_error(r, result);
		if (r->listed || !try_new_session(r, &err))
			end_with(r, &err);
		return;
	}
	if (!r->listed)
		for (size_t i = 0; i < r->fresh.n; i++)
			r->fresh.items[i].seq = result->outcome.seq;
	r->listed = true;
	settle_details(r, result->outcome.seq);
	if (more_details(r)) {
		r->timer = loop_arm(r->opts.loop, 0, begin, r);
		return;
	}
	finish(r, NULL);
}

static bool begin_act(struct reading *r, const struct session *session, int log,
		      struct err *err)
{
	const struct expect expects[] = {
		{ &op_cfn_describe_stacks, MOST_STACKS },
		{ &op_cfn_list_stack_resources, MOST_RESOURCES },
		{ &op_cfn_describe_stack_events, MOST_EVENTS },
	};
	const struct act_spec spec = {
		.log = log,
		.inst = r->opts.inst->name,
		.mode = mode_name(MODE_OBSERVE),
		.act = r->opts.act,
		.ses = session->id,
		.target = r->open_stack,
		.region = r->opts.inst->region,
		.cred = sessions_cred(r->opts.sessions, r->opts.index, MODE_OBSERVE),
		.account = r->opts.inst->account,
		.expects = r->has_stacks ? expects + 1 : expects,
		.n_expects = r->has_stacks ? 2 : 3,
	};

	if (spec.cred == NULL)
		return err_set(err, ERR_EXPIRED, "the session of %s is over",
			       r->opts.inst->name);
	return act_begin(r->opts.door, &spec, act_ended, r, &r->act, err);
}

static bool is_given_up(const struct reading *r, struct err *err)
{
	return r->cancelled &&
	       !err_set(err, ERR_CANCEL, "%s: given up", r->opts.inst->name);
}

static void session_told(void *ctx, const struct session *session,
			 const struct err *told)
{
	struct reading *r = ctx;
	struct err err = ERR_INIT;
	int log;

	r->waits_for_session = false;
	if (told != NULL) {
		if (!r->listed)
			r->result.seq = session->error_seq;
		end_with(r, told);
		return;
	}
	if (is_given_up(r, &err)) {
		end_with(r, &err);
		return;
	}
	if (!sessions_log(r->opts.sessions, r->opts.index, &log, &err)) {
		if (err.code == ERR_BUSY)
			r->timer = loop_arm(r->opts.loop, BUSY_MS, begin, r);
		else
			end_with(r, &err);
		return;
	}
	if (!begin_act(r, session, log, &err)) {
		end_with(r, &err);
		return;
	}
	if (r->has_stacks)
		read_details(r, r->act);
	else if (!call_pages(r->act, &op_cfn_describe_stacks, NULL, stacks_page,
			     stacks_end, r, &err))
		act_fail(r->act, &err);
}

static void begin(void *ctx)
{
	struct reading *r = ctx;
	struct err err = ERR_INIT;
	bool ok;

	r->timer = 0;
	if (is_given_up(r, &err)) {
		end_with(r, &err);
		return;
	}
	r->waits_for_session = true;
	/* When it is open already session_told() has run, and r may be gone. */
	ok = r->opts.person ? sessions_open(r->opts.sessions, r->opts.index,
					    MODE_OBSERVE, session_told, r, &err)
			    : sessions_open_silent(r->opts.sessions, r->opts.index,
						   MODE_OBSERVE, session_told, r, &err);
	if (!ok) {
		r->waits_for_session = false;
		end_with(r, &err);
	}
}

struct reading *reading_start(const struct reading_opts *opts, reading_done *done,
			      void *ctx)
{
	struct reading *r = mem_new(1, sizeof(*r));

	r->opts = *opts;
	r->open_stack = mem_text(opts->open_stack);
	r->done = done;
	r->ctx = ctx;
	r->result.seq = -1;
	r->timer = loop_arm(opts->loop, 0, begin, r);
	return r;
}

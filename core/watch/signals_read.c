/*
 * Reading the signals of one installation through the door.
 *
 * Always true: an act declares at most LIMIT_EXPECTS calls; what it read is taken over
 * once its outcome is committed; a reading that did not get through says so (rule
 * signals-not-read).
 */
#include <stdlib.h>

#include "core/watch/service.h"
#include "core/watch/signals_impl.h"

#define ACT        "signals.refresh"
#define OPS_AN_ACT 96
#define CHANGE_SEC INT64_C(1800) /* what takes longer is no reason to hurry */

struct signals_reading {
	struct signals_opts opts;
	signals_done *done;
	void *ctx;
	uint64_t timer;
	struct act *act;
	bool cancelled;
	unsigned n_acts;
	struct listing listing;   /* comes first */
	bool running[PROBES_MAX]; /* probes of the act */
	struct expect expects[OPS_AN_ACT];
	size_t n_expects, n_calls; /* of the act: operations, calls at most */
	struct signals_result result;
};

static void next_act(void *ctx);

static const struct installation *inst_of(const struct signals_reading *r)
{
	return &r->opts.signals->config->installations[r->opts.index];
}

static int64_t now_sec(const struct signals_reading *r)
{
	return clock_wall_us(r->opts.clock) / CLOCK_SEC_US;
}

static bool moves(const struct stack *s)
{
	return str_ends(str_of(s->status), "_IN_PROGRESS");
}

static bool is_changing(const struct signals_reading *r)
{
	int64_t from_sec = now_sec(r) - CHANGE_SEC;

	for (size_t i = 0; i < r->opts.stacks->n; i++) {
		const struct stack *s = &r->opts.stacks->items[i];

		if (moves(s) &&
		    (s->updated_sec > from_sec || s->created_sec > from_sec))
			return true;
	}
	return false;
}

static struct probe_site site_of(const struct signals_reading *r)
{
	return (struct probe_site){
		.inst = inst_of(r),
		.config = r->opts.signals->config,
		.members = &r->opts.signals->members,
		.services =
			services_of(signals_state(r->opts.signals, &probe_services)),
		.now_sec = now_sec(r),
		.skew_sec = door_stats(r->opts.door).skew_sec,
		.changed_sec = r->opts.signals->changed_sec,
		.changing = is_changing(r),
		.shown = r->opts.shown,
	};
}

void signals_reading_free(struct signals_reading *r)
{
	if (r == NULL)
		return;
	loop_disarm(r->opts.loop, r->timer);
	if (r->act != NULL)
		act_abandon(r->act);
	listing_release(&r->listing);
	free(r);
}

void signals_cancel(struct signals_reading *r)
{
	r->cancelled = true;
	if (r->act != NULL)
		act_cancel(r->act);
}

static void finish(struct signals_reading *r, const struct err *err)
{
	if (err != NULL)
		r->result.err = *err;
	signals_ended_with(r->opts.signals, &r->result.err, now_sec(r));
	r->done(r->ctx, &r->result);
	signals_reading_free(r);
}

/* ---- probes ---- */

/* Into the act, if there is room; the calls of one operation add up. */
static bool add_plan(struct signals_reading *r, const struct probe_plan *p)
{
	size_t calls = 0;

	for (size_t i = 0; i < p->n; i++)
		calls += p->items[i].most;
	if (r->n_calls + calls > LIMIT_EXPECTS || r->n_expects + p->n > OPS_AN_ACT)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		size_t at = 0;

		while (at < r->n_expects && r->expects[at].op != p->items[i].op)
			at++;
		if (at < r->n_expects)
			r->expects[at].most += p->items[i].most;
		else
			r->expects[r->n_expects++] = p->items[i];
	}
	r->n_calls += calls;
	return true;
}

static bool plan_probes(struct signals_reading *r)
{
	const struct probe_site site = site_of(r);
	struct signals *s = r->opts.signals;
	bool any = false;

	r->n_expects = r->n_calls = 0;
	for (size_t i = 0; s->probes[i] != NULL; i++) {
		const struct probe_ops *probe = s->probes[i];
		struct probe_plan plan = { 0 };

		bool due = probe->plan(signals_state_make(s, probe), &site, &plan) &&
			   plan.n > 0;

		if (!due && !s->asked[i] && s->unlisted.n == 0)
			s->heard[i] = true; /* there is nothing of it */
		r->running[i] = due && add_plan(r, &plan);
		any = any || r->running[i];
	}
	return any;
}

static void run_probes(struct signals_reading *r)
{
	const struct probe_site site = site_of(r);

	for (size_t i = 0; r->opts.signals->probes[i] != NULL; i++)
		if (r->running[i])
			r->opts.signals->probes[i]->run(r->opts.signals->states[i],
							&site, r->act);
}

static void end_probes(struct signals_reading *r, const struct probe_end *end)
{
	struct signals *s = r->opts.signals;

	for (size_t i = 0; s->probes[i] != NULL; i++) {
		if (!r->running[i])
			continue;
		r->running[i] = false;
		s->asked[i] = true;
		s->heard[i] = s->heard[i] || end->on_record;
		if (end->on_record)
			s->answered_sec[i] = end->now_sec;
		s->probes[i]->end(s->states[i], end);
	}
}

/* ---- acts ---- */

static void act_ended(void *ctx, const struct act_result *result)
{
	struct signals_reading *r = ctx;
	const struct probe_end end = {
		.on_record = result->err.code != ERR_JOURNAL &&
			     result->status != ACT_ABORTED &&
			     result->status != ACT_REFUSED,
		.seq = result->outcome.seq,
		.now_sec = now_sec(r),
		.err = result->err,
	};

	r->act = NULL;
	r->result.n_calls += result->n_calls;
	if (end.on_record) {
		r->opts.signals->read_sec = end.now_sec;
		r->opts.signals->seq = end.seq;
	}
	listing_end(&r->listing, &end);
	end_probes(r, &end);
	if (!end.on_record)
		r->result.err = result->err;
	r->timer = loop_arm(r->opts.loop, 0, next_act, r);
}

static bool begin_act(struct signals_reading *r, struct err *err)
{
	const struct installation *inst = inst_of(r);
	const struct session *session =
		sessions_get(r->opts.sessions, r->opts.index, MODE_OBSERVE);
	struct act_spec spec = {
		.inst = inst->name,
		.mode = mode_name(MODE_OBSERVE),
		.act = ACT,
		.ses = session->id,
		.region = inst->region,
		.cred = sessions_cred(r->opts.sessions, r->opts.index, MODE_OBSERVE),
		.account = inst->account,
		.expects = r->expects,
		.n_expects = r->n_expects,
	};

	if (spec.cred == NULL)
		return err_set(err, ERR_EXPIRED, "the session of %s is over",
			       inst->name);
	if (!sessions_log(r->opts.sessions, r->opts.index, &spec.log, err))
		return false;
	r->n_acts++;
	return act_begin(r->opts.door, &spec, act_ended, r, &r->act, err);
}

/* What is asked for next: resources once, then probes. */
static bool plan_act(struct signals_reading *r)
{
	r->n_expects = 1;
	return listing_plan(&r->listing, now_sec(r), r->expects) || plan_probes(r);
}

static void next_act(void *ctx)
{
	struct signals_reading *r = ctx;
	struct err err = ERR_INIT;

	r->timer = 0;
	if (r->cancelled && r->result.err.code == ERR_NONE)
		(void)err_set(&r->result.err, ERR_CANCEL, "%s: given up",
			      inst_of(r)->name);
	if (r->result.err.code != ERR_NONE || r->n_acts >= SIGNALS_ACTS ||
	    !plan_act(r)) {
		finish(r, NULL);
		return;
	}
	if (!begin_act(r, &err)) {
		const struct probe_end end = { .seq = -1,
					       .now_sec = now_sec(r),
					       .err = err };

		listing_end(&r->listing, &end);
		end_probes(r, &end);
		finish(r, &err);
		return;
	}
	listing_run(&r->listing, r->act);
	run_probes(r);
}

struct signals_reading *signals_start(const struct signals_opts *opts,
				      signals_done *done, void *ctx)
{
	struct signals_reading *r = mem_new(1, sizeof(*r));

	r->opts = *opts;
	r->done = done;
	r->ctx = ctx;
	listing_init(&r->listing, opts->signals, opts->stacks, now_sec(r));
	r->timer = loop_arm(opts->loop, 0, next_act, r);
	return r;
}

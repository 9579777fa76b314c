/*
 * Reading heartbeats from DynamoDB.
 *
 * Readings that are asked for in one turn share acts: a job is what is left to read of
 * one installation.  What an act read is handed on once it is on record, then the job
 * goes on with the next act until it has come to its end.
 *
 * A keeper stays with each installation between readings: its gate, which knows the
 * newest beats of each agent, and the newest entry that was read.  Without one that
 * fits to the caller's cursor the time is read again, and what the caller has is not
 * told twice.
 */
#include "core/watch/beats_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/sha.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/beat_gate.h"
#include "core/watch/beats_table_item.h"

#define ACT          "heartbeats.refresh"
#define JOBS_AN_ACT  24
#define CALLS_AN_ACT 120
#define CALLS_SPARE  12  /* for tries once more */
#define PAGE         500 /* beats: what is verified in one turn */
#define HOURS        26  /* of refusals that are counted */

/* ---- what stays ---- */

struct refused_hour {
	int64_t hour;
	int64_t n[BEAT_VERDICT_COUNT], last_sec[BEAT_VERDICT_COUNT];
};

struct keeper {
	struct config one; /* the installation alone: what its gate is made of */
	struct beat_gate *gate;
	char *last;      /* entry that was read last; NULL: none */
	int64_t told_us; /* of the newest beat that was yielded; 0 */
	struct refused_hour hours[HOURS];
};

/* ---- what is under way ---- */

/* A beat that was read and is not on record yet. */
struct held {
	struct beat beat;
	int64_t received_us;
};

struct job {
	struct table *t;
	struct keeper *k;
	int64_t from_sec, after_us, now_sec;
	struct beat_sink sink;
	bool afresh;   /* the keeper begins anew with it */
	bool accounts; /* they were read */
	bool warm;     /* so were the beats before from_sec */
	bool whole;    /* and those since */
	bool failed;
	struct err err;
	struct held *held; /* since from_sec, in order */
	size_t n_held, cap_held;
	struct held *last; /* before it, one an agent, in order */
	size_t n_last, cap_last;
	struct account *states; /* as they are told, oldest first */
	size_t n_states, cap_states;
};

struct table {
	struct beat_source source; /* first */
	struct beats_table_opts opts;
	struct keeper **keepers; /* beside config->installations; NULL: not asked yet */
	struct job **jobs;       /* that wait, oldest first; the first are in the act */
	size_t n_jobs, cap_jobs;
	size_t n_running;
	struct act *act;
	uint64_t timer;
};

static void next_act(void *ctx);

static void keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	beat_gate_free(k->gate);
	free(k->last);
	free(k);
}

static void job_free(struct job *j)
{
	free(j->held);
	free(j->last);
	free(j->states);
	free(j);
}

static struct table *table_of(struct beat_source *s)
{
	return (struct table *)s;
}

/* ---- telling ---- */

static void tell_beat(const struct job *j, const struct held *h)
{
	if (h->received_us <= j->after_us)
		return;
	j->sink.beat(j->sink.ctx, &(struct beat_raw){
					  .agent = h->beat.agent,
					  .version = h->beat.version,
					  .status = h->beat.status,
					  .seq = h->beat.seq,
					  .at_sec = h->beat.at_sec,
					  .received_us = h->received_us,
				  });
	j->k->told_us = h->received_us;
}

/* What an act has read, now that it is on record. */
static void tell_read(struct job *j)
{
	for (size_t i = 0; i < j->n_states; i++)
		j->sink.account(j->sink.ctx, &j->states[i]);
	for (size_t i = 0; i < j->n_last && j->after_us == 0; i++)
		tell_beat(j, &j->last[i]);
	for (size_t i = 0; i < j->n_held; i++)
		tell_beat(j, &j->held[i]);
	j->n_states = j->n_last = j->n_held = 0;
}

static void tell_refused(const struct job *j)
{
	for (int v = 0; v < BEAT_VERDICT_COUNT; v++) {
		struct beat_refused r = { .verdict = (enum beat_verdict)v };

		for (size_t i = 0; i < HOURS; i++) {
			const struct refused_hour *h = &j->k->hours[i];

			if (h->hour < j->from_sec / 3600 || h->n[v] == 0)
				continue;
			r.n += h->n[v];
			if (h->last_sec[v] > r.last_sec)
				r.last_sec = h->last_sec[v];
		}
		if (r.n > 0)
			j->sink.refused(j->sink.ctx, &r);
	}
}

static void forget(struct keeper *k)
{
	beat_gate_free(k->gate);
	k->gate = NULL;
	free(k->last);
	k->last = NULL;
	k->told_us = 0;
	memset(k->hours, 0, sizeof(k->hours));
}

/* A reading that broke off leaves no half of what the next one would begin with. */
static void end_job(struct job *j, const struct err *err)
{
	if (err == NULL)
		tell_refused(j);
	else
		forget(j->k);
	j->sink.end(j->sink.ctx, err);
	job_free(j);
}

/* ---- entries ---- */

static void count_refused(struct keeper *k, enum beat_verdict v, int64_t sec)
{
	int64_t hour = sec / 3600;
	struct refused_hour *h = &k->hours[hour % HOURS];

	if (h->hour > hour)
		return;
	if (h->hour != hour)
		*h = (struct refused_hour){ .hour = hour };
	h->n[v]++;
	h->last_sec[v] = sec;
}

/* Of several the newest one of an agent stays. */
static void hold_last(struct job *j, const struct held *h)
{
	for (size_t i = 0; i < j->n_last; i++) {
		if (!text_eq(j->last[i].beat.agent, h->beat.agent))
			continue;
		vec_remove(j->last, j->n_last, i, sizeof(*j->last));
		j->n_last--;
		break;
	}
	*VEC_PUSH(j->last, j->n_last, j->cap_last) = *h;
}

static void take_beat(struct job *j, const struct node *item, bool before)
{
	AUTO(buf) raw = BUF_INIT(LIMIT_BEAT + 8);
	AUTO(buf) signature = BUF_INIT(LIMIT_KIB(1));
	struct beat_arrival a;
	int64_t ms = 0;

	if (!beats_item_beat(item, &ms, &raw, &signature))
		return; /* not the gateway's */
	beat_gate_judge(j->k->gate, buf_str(&raw), buf_str(&signature), ms * 1000, &a);
	if (!beat_taken(a.verdict)) {
		if (a.sender != SIZE_MAX && !before)
			count_refused(j->k, a.verdict, ms / 1000);
		return;
	}
	const struct held h = { a.beat, a.received_us };
	if (before)
		hold_last(j, &h);
	else
		*VEC_PUSH(j->held, j->n_held, j->cap_held) = h;
}

/* A page of beats, oldest first; backwards: it came the other way round. */
static void take_page(struct job *j, const struct node *items, bool backwards)
{
	const struct node *list[PAGE];
	size_t n = 0;

	for (const struct node *i = node_first(items); i != NULL && n < PAGE;
	     i = i->next)
		list[n++] = i;
	for (size_t i = 0; i < n; i++)
		take_beat(j, list[backwards ? n - 1 - i : i], backwards);
}

static const char *last_entry(const struct node *items)
{
	const char *entry = "";

	for (const struct node *i = node_first(items); i != NULL; i = i->next)
		entry = beats_item_entry(i);
	return entry;
}

/* ---- calls ---- */

static void fail(struct job *j, const struct err *err)
{
	if (!j->failed)
		j->err = *err;
	j->failed = true;
}

static bool query(struct job *j, const char *low, const char *high, bool backwards,
		  call_done *done, struct err *err)
{
	AUTO(args) args = { 0 };

	args_put(&args, "TableName", j->t->opts.config->beat_table);
	args_put(&args, "KeyConditionExpression", "#i = :i AND #e BETWEEN :l AND :h");
	args_put(&args, "ExpressionAttributeNames.#i", "installation");
	args_put(&args, "ExpressionAttributeNames.#e", "entry");
	args_put(&args, "ExpressionAttributeValues.:i.S",
		 j->k->one.installations->name);
	args_put(&args, "ExpressionAttributeValues.:l.S", low);
	args_put(&args, "ExpressionAttributeValues.:h.S", high);
	args_put_bool(&args, "ConsistentRead", true);
	args_put_bool(&args, "ScanIndexForward", !backwards);
	args_put_int(&args, "Limit", PAGE);
	return call_submit(j->t->act, &op_dynamodb_query_beats, &args, done, j, err);
}

static void ask(struct job *j, const char *low, const char *high, bool backwards,
		call_done *done)
{
	struct err err = ERR_INIT;

	if (!query(j, low, high, backwards, done, &err))
		fail(j, &err);
}

static bool came(struct job *j, const struct call_reply *reply)
{
	if (reply->result == NULL)
		fail(j, reply->err);
	return !j->failed;
}

static void beats_came(void *ctx, struct act *a, const struct call_reply *reply);

/* The next page, from behind the last entry; without calls left, in the next act. */
static void ask_beats(struct job *j)
{
	int64_t until_ms = (j->now_sec - BEATS_TABLE_LAG_SEC) * 1000;
	AUTO(buf) low = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) high = BUF_INIT(LIMIT_KIB(1));

	if (act_left(j->t->act, &op_dynamodb_query_beats) <= CALLS_SPARE)
		return;
	if (j->k->last != NULL)
		buf_addf(&low, "%s!", j->k->last); /* '!' sorts before all else */
	else
		buf_addf(&low, BEATS_ITEM_BEAT "%013" PRId64, j->from_sec * 1000);
	buf_addf(&high, BEATS_ITEM_BEAT "%013" PRId64, until_ms);
	if (strcmp(buf_text(&low), buf_text(&high)) >= 0) {
		j->whole = true;
		return;
	}
	ask(j, buf_text(&low), buf_text(&high), false, beats_came);
}

static void beats_came(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct job *j = ctx;
	const struct node *items;
	const char *last;

	(void)a;
	if (!came(j, reply))
		return;
	items = node_get(reply->result, "Items");
	take_page(j, items, false);
	last = last_entry(items);
	if (last[0] != '\0') {
		free(j->k->last);
		j->k->last = mem_text(last);
	}
	j->whole =
		node_get(reply->result, "LastEvaluatedKey") == NULL || last[0] == '\0';
	if (!j->whole)
		ask_beats(j);
}

static void warm_came(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct job *j = ctx;

	(void)a;
	if (!came(j, reply))
		return;
	take_page(j, node_get(reply->result, "Items"), true);
	j->warm = true;
	ask_beats(j);
}

/* The newest beats before from_sec: the last one of each agent, and what the gate must
 * know to tell one that is played back. */
static void ask_warm(struct job *j)
{
	AUTO(buf) low = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) high = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&low, BEATS_ITEM_BEAT "%013" PRId64,
		 (j->from_sec - BEATS_FORGET_SEC) * 1000);
	buf_addf(&high, BEATS_ITEM_BEAT "%013" PRId64, j->from_sec * 1000 - 1);
	buf_add_text(&high, "~");
	ask(j, buf_text(&low), buf_text(&high), true, warm_came);
}

static void accounts_came(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct job *j = ctx;
	struct account present = { 0 };
	int64_t newest = 0;

	(void)a;
	if (!came(j, reply))
		return;
	/* "account", then "account#<since>": the present one comes first */
	for (const struct node *i = node_first(node_get(reply->result, "Items"));
	     i != NULL; i = i->next) {
		struct account one;

		if (!beats_item_account(i, &one) || one.since_sec == 0)
			continue;
		if (text_eq(beats_item_entry(i), BEATS_ITEM_ACCOUNT)) {
			present = one;
			continue;
		}
		newest = one.since_sec > newest ? one.since_sec : newest;
		*VEC_PUSH(j->states, j->n_states, j->cap_states) = one;
	}
	if (present.since_sec > newest)
		*VEC_PUSH(j->states, j->n_states, j->cap_states) = present;
	j->accounts = true;
}

/* ---- acts ---- */

static bool prepare(struct job *j, struct err *err)
{
	struct keeper *k = j->k;

	if (!j->afresh &&
	    (k->gate == NULL || k->told_us != j->after_us || j->after_us == 0)) {
		forget(k);
		j->afresh = true;
	}
	if (k->gate == NULL)
		return beat_gate_new(&k->one, &k->gate, err);
	j->warm = j->warm || !j->afresh;
	return true;
}

static void start_job(struct job *j)
{
	struct err err = ERR_INIT;

	if (!prepare(j, &err)) {
		fail(j, &err);
		return;
	}
	if (!j->accounts)
		ask(j, BEATS_ITEM_ACCOUNT, BEATS_ITEM_ACCOUNT "~", false,
		    accounts_came);
	if (j->warm)
		ask_beats(j);
	else
		ask_warm(j);
}

static void take_jobs(struct table *t, size_t n, struct job **ret)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers */
	memcpy(ret, t->jobs, n * sizeof(*ret));
	t->n_jobs -= n;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers */
	memmove(t->jobs, t->jobs + n, t->n_jobs * sizeof(*t->jobs));
	t->n_running = 0;
}

/* One at a time: its owner may ask for more while it is told. */
static void settle(struct table *t, struct job *j, const struct err *act_err)
{
	const struct err *err = j->failed ? &j->err : act_err;

	if (err != NULL) {
		struct err copy = *err;

		end_job(j, &copy);
		return;
	}
	tell_read(j);
	if (j->whole && j->accounts)
		end_job(j, NULL);
	else
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers */
		*VEC_PUSH(t->jobs, t->n_jobs, t->cap_jobs) = j;
}

static void wake(struct table *t)
{
	if (t->timer == 0 && t->act == NULL && t->n_jobs > 0)
		t->timer = loop_arm(t->opts.loop, 0, next_act, t);
}

static void settle_all(struct table *t, const struct err *err)
{
	struct job *running[JOBS_AN_ACT];
	size_t n = t->n_running;

	take_jobs(t, n, running);
	for (size_t i = 0; i < n; i++)
		settle(t, running[i], err);
	wake(t);
}

static void act_ended(void *ctx, const struct act_result *result)
{
	struct table *t = ctx;
	bool on_record = result->err.code != ERR_JOURNAL &&
			 result->status != ACT_ABORTED && result->status != ACT_REFUSED;

	t->act = NULL;
	settle_all(t, on_record ? NULL : &result->err);
}

static bool begin(struct table *t, struct err *err)
{
	const struct expect expect = { &op_dynamodb_query_beats, CALLS_AN_ACT };
	struct act_spec spec = {
		.log = t->opts.log,
		.act = ACT,
		.target = t->opts.config->beat_table,
		.region = t->opts.config->beat_region,
		.cred = identity_cred(t->opts.identity),
		.expects = &expect,
		.n_expects = 1,
	};

	if (spec.cred == NULL)
		return err_set(err, ERR_CRED,
			       "heartbeats in %s: who you are is not known yet",
			       t->opts.config->beat_table);
	spec.account = identity_caller(t->opts.identity)->account;
	return act_begin(t->opts.door, &spec, act_ended, t, &t->act, err);
}

static void next_act(void *ctx)
{
	struct table *t = ctx;
	struct err err = ERR_INIT;

	t->timer = 0;
	t->n_running = t->n_jobs < JOBS_AN_ACT ? t->n_jobs : JOBS_AN_ACT;
	if (!begin(t, &err)) {
		settle_all(t, &err);
		return;
	}
	for (size_t i = 0; i < t->n_running; i++)
		start_job(t->jobs[i]);
}

/* ---- the source ---- */

static struct keeper *keeper_of(struct table *t, const char *inst)
{
	const struct config *c = t->opts.config;

	for (size_t i = 0; i < c->n_installations; i++) {
		struct keeper *k = t->keepers[i];

		if (!text_eq(c->installations[i].name, inst))
			continue;
		if (k != NULL)
			return k;
		k = t->keepers[i] = mem_new(1, sizeof(*k));
		k->one = (struct config){ .path = c->path,
					  .installations = &c->installations[i],
					  .n_installations = 1 };
		return k;
	}
	return NULL;
}

static void table_read(struct beat_source *s, const char *inst, int64_t from_sec,
		       int64_t after_us, int64_t now_sec, const struct beat_sink *sink)
{
	struct table *t = table_of(s);
	struct keeper *k = keeper_of(t, inst);
	struct err err = ERR_INIT;
	struct job *j;

	if (k == NULL) {
		(void)err_set(&err, ERR_ARG, "no installation %s", inst);
		sink->end(sink->ctx, &err);
		return;
	}
	j = mem_new(1, sizeof(*j));
	*j = (struct job){ .t = t,
			   .k = k,
			   .from_sec = from_sec,
			   .after_us = after_us,
			   .now_sec = now_sec,
			   .sink = *sink };
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers */
	*VEC_PUSH(t->jobs, t->n_jobs, t->cap_jobs) = j;
	wake(t);
}

static void table_free(struct beat_source *s)
{
	struct table *t = table_of(s);
	struct err err = ERR_INIT;

	(void)err_set(&err, ERR_CANCEL, "heartbeats: given up");
	if (t->act != NULL)
		act_abandon(t->act);
	loop_disarm(t->opts.loop, t->timer);
	for (size_t i = 0; i < t->n_jobs; i++)
		end_job(t->jobs[i], &err);
	for (size_t i = 0; i < t->opts.config->n_installations; i++)
		keeper_free(t->keepers[i]);
	free(t->jobs);
	free(t->keepers);
	free(t);
}

struct beat_source *beats_table_new(const struct beats_table_opts *opts)
{
	static const struct beat_source_ops ops = { table_read, table_free };
	struct table *t = mem_new(1, sizeof(*t));

	t->source.ops = &ops;
	t->source.every_sec = BEATS_TABLE_EVERY_SEC;
	t->opts = *opts;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers */
	t->keepers = mem_new(opts->config->n_installations + 1, sizeof(*t->keepers));
	return &t->source;
}

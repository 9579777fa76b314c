/*
 * From NEW to READY: journal, credential plan, door, verification, identity.  The
 * stages stand in program.c.
 *
 * Verification and recovery are cut into slices, one a turn, so that the first paint
 * and the keys never wait for them.
 */
#include <stdio.h>

#include "core/aws/cred_profile.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/net/transport_curl.h"
#include "tui/program_impl.h"

#define SLICE_MS 8     /* of verification and recovery, each turn */
#define BUSY_MS  10    /* another process writes: try again after */
#define TICK_MS  10000 /* signing of what has waited for a checkpoint */

/* ---- identity ---- */

static void ask_code(void *ctx, const char *serial, const char *what, const char *why,
		     identity_code *reply, void *reply_ctx)
{
	struct program *p = ctx;
	AUTO(buf) device = BUF_INIT(1024);

	p->code_reply = reply;
	p->code_ctx = reply_ctx;
	buf_addf(&device, "%s (%s)", serial, what);
	p->events.ask_mfa(p->events.ctx, buf_text(&device), why);
}

void program_mfa(struct program *p, const char *code)
{
	identity_code *reply = p->code_reply;

	p->code_reply = NULL;
	if (reply)
		reply(p->code_ctx, code);
}

bool program_asks(const struct program *p)
{
	return p->code_reply != NULL;
}

static void on_identity(void *ctx, const struct err *err)
{
	struct program *p = ctx;

	if (p->stage == PROGRAM_LEAVING)
		return;
	if (err) {
		program_fail(p, err);
		return;
	}
	db_journal_set_who(p->store, identity_caller(p->identity)->who);
	p->stage = PROGRAM_READY;
	program_open_beats_table(p);
	program_fulfil(p);
	program_changed(p);
}

/* Sessions that wait for it tell the rest: their rows say what went wrong. */
static void on_identity_again(void *ctx, const struct err *err)
{
	struct program *p = ctx;

	if (err)
		program_say(p, PROGRAM_PROBLEM, err->text);
	program_changed(p);
}

static void identify(struct program *p)
{
	p->stage = PROGRAM_IDENTIFYING;
	identity_start(p->identity, on_identity, p);
	program_changed(p);
}

/* ---- start ---- */

static bool open_journal(struct program *p, struct err *err)
{
	if (p->store)
		return true;
	return db_journal_open(
		&(struct db_journal_options){
			.dir = p->paths.state,
			.domain = p->config.vendor_domain,
			.version = CANDOR_VERSION,
			.clock = p->clock,
			.rng = p->rng,
		},
		&p->store, err);
}

/* The profile that is asked for, and by what. */
static const char *profile_asked(const struct program *p, const char **ret_by)
{
	*ret_by = p->config.profile ? "[operator] profile" : "AWS_PROFILE";
	return p->config.profile ? p->config.profile : program_env(p, "AWS_PROFILE");
}

/* A name that no file has is a wrong setting, not a matter of credentials. */
static void blame_profile(const struct program *p, struct err *err)
{
	AUTO(profiles) all = { 0 };
	struct err ignored = ERR_INIT;
	const char *by;
	const char *name = profile_asked(p, &by);

	if (err->code != ERR_CRED || text_empty(name) ||
	    !profiles_load(&all, p->env, &ignored) || profiles_find(&all, name))
		return;
	err->code = ERR_CONFIG;
	(void)err_context(err, "%s = %.100s", by, name); /* false: it is set */
}

static void say_which_profile(struct program *p)
{
	const char *variable = program_env(p, "AWS_PROFILE");
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (text_empty(variable) || text_empty(p->config.profile) ||
	    text_eq(variable, p->config.profile))
		return;
	buf_addf(&text, "[operator] profile = %.200s wins over AWS_PROFILE=%.200s",
		 p->config.profile, variable);
	program_say(p, PROGRAM_WARNING, buf_text(&text));
}

/* A plan that worked is replaced only by one that does: the keys may be new ones. */
static bool plan_credentials(struct program *p, struct err *err)
{
	struct cred_plan plan = { 0 };

	if (!cred_plan_load(p->env, p->config.profile, &plan, err)) {
		blame_profile(p, err);
		return false;
	}
	if (!transport_curl_trust(p->transport, plan.ca_bundle, err)) {
		cred_plan_release(&plan);
		return false;
	}
	cred_plan_release(&p->plan);
	p->plan = plan;
	program_find_endpoint(p);
	if (p->door)
		door_set_profile_endpoint(p->door, p->plan.endpoint_url);
	return true;
}

/* The vendor's log, made at the first start.  Others may be making theirs at the same
 * time: that takes milliseconds each, once; two seconds are given. */
static bool vendor_log(struct program *p, int *ret, struct err *err)
{
	const struct journal_scope vendor = { 0 };

	for (int tries = 0; tries < 200; tries++) {
		if (journal_log(db_journal_of(p->store), &vendor, ret, err))
			return true;
		if (err->code != ERR_BUSY)
			return false;
		transport_wait(p->transport, NULL, 0, BUSY_MS);
	}
	return false;
}

/* What candor.conf declares: operations that are bound to it go nowhere else. */
static bool declares(void *ctx, const char *inst, const char *key, struct declared *ret)
{
	const struct program *p = ctx;
	const struct installation *i =
		inst == NULL ? NULL : config_find(&p->config, inst);

	if (inst == NULL && text_eq(key, "heartbeats") &&
	    p->config.beat_table != NULL) {
		*ret = (struct declared){ p->config.beat_table, "" };
		return true;
	}
	if (!text_eq(key, "metadata") || i == NULL || i->metadata_bucket == NULL)
		return false;
	*ret = (struct declared){ i->metadata_bucket, i->metadata_prefix };
	return true;
}

static void make_door(struct program *p)
{
	p->door = door_new(&(struct door_opts){
		.loop = p->loop,
		.transport = p->transport,
		.journal = db_journal_of(p->store),
		.clock = p->clock,
		.rng = p->rng,
		.env = p->env,
		.profile_endpoint = p->plan.endpoint_url,
		.version = CANDOR_VERSION,
	});
	door_set_declares(p->door, declares, p);
}

static void make_access(struct program *p, int log)
{
	p->vendor_log = log;
	p->identity = identity_new(&(struct identity_opts){
		.door = p->door,
		.loop = p->loop,
		.clock = p->clock,
		.plan = &p->plan,
		.part = p->config.part,
		.log = log,
		.region = program_region(p),
		.user = text_or(program_env(p, "USER"), program_env(p, "LOGNAME")),
		.ask = p->events.ask_mfa ? ask_code : NULL,
		.ask_ctx = p,
	});
	p->sessions = sessions_new(&(struct sessions_opts){
		.door = p->door,
		.loop = p->loop,
		.journal = db_journal_of(p->store),
		.clock = p->clock,
		.rng = p->rng,
		.config = &p->config,
		.identity = p->identity,
	});
	sessions_on_change(p->sessions, program_changed, p);
	fleet_attach(p->fleet, p->door, p->sessions);
	fleet_on_change(p->fleet, program_changed, p);
	fleet_on_read(p->fleet, program_save_row, p);
}

void program_identify_again(struct program *p)
{
	struct err err = ERR_INIT;

	if (!p->identity || identity_state(p->identity) != IDENTITY_FAILED)
		return;
	if (plan_credentials(p, &err))
		identity_start(p->identity, on_identity_again, p);
	else
		program_say(p, PROGRAM_PROBLEM, err.text);
}

static bool make_parts(struct program *p, struct err *err)
{
	int log;

	if (p->identity)
		return true;
	if (!vendor_log(p, &log, err))
		return false;
	make_door(p);
	make_access(p, log);
	return true;
}

/* ---- verification and recovery ---- */

static void tell_nobody(void *ctx)
{
	(void)ctx;
}

/* Come back for more: at once, or when the other process may be done. */
static void again(struct program *p, const struct err *err)
{
	if (err->code == ERR_BUSY) {
		p->busy_until_us = clock_mono_us(p->clock) + INT64_C(1000) * BUSY_MS;
		(void)loop_arm(p->loop, BUSY_MS, tell_nobody,
			       p); /* only wakes the loop */
	} else {
		loop_again(p->loop);
	}
}

static void verify_slice(struct program *p)
{
	struct err err = ERR_INIT;
	bool done = false;

	if (!db_journal_verify_slice(p->store, SLICE_MS, &done, &err) &&
	    err.code != ERR_BUSY)
		program_fail(p, &err);
	if (done)
		program_changed(p);
	p->verified = done || (err.code != ERR_NONE && err.code != ERR_BUSY);
	again(p, &err);
}

static void say_lost(struct program *p, int lost)
{
	char text[160];

	if (lost <= 0)
		return;
	(void)snprintf(
		text, sizeof(text),
		"%d %s begun by an earlier run never ended; recorded as act.lost "
		"(candor journal --kind act.lost)",
		lost, lost == 1 ? "action" : "actions");
	program_say(p, PROGRAM_WARNING, text);
}

static void recover_slice(struct program *p)
{
	struct err err = ERR_INIT;
	bool done = false;
	int lost = 0;

	if (!db_journal_recover(p->store, SLICE_MS, &done, &lost, &err) &&
	    err.code != ERR_BUSY) {
		program_fail(p, &err);
		p->recovered = true;
	}
	if (done) {
		p->recovered = true;
		say_lost(p, lost);
	}
	again(p, &err);
}

static void go_on(struct program *p)
{
	const struct journal *j = db_journal_of(p->store);
	struct err err = ERR_INIT;

	if (journal_state(j) == JOURNAL_OK) {
		identify(p);
		return;
	}
	(void)err_set(&err, ERR_JOURNAL, "%s; no journal, no access", j->why);
	program_fail(p, &err);
}

static void tick(void *ctx)
{
	struct program *p = ctx;
	struct err err = ERR_INIT;

	if (!db_journal_tick(p->store, &err) && err.code != ERR_BUSY)
		log_line("journal: %s", err.text);
	(void)loop_arm(p->loop, TICK_MS, tick, p); /* ends with the loop */
}

static void crash_slice(struct program *p)
{
	struct err err = ERR_INIT;

	p->crash_told = program_tell_crash(p, &err) || err.code != ERR_BUSY;
	if (!p->crash_told || err.code == ERR_NONE) {
		again(p, &err);
		return;
	}
	program_say(p, PROGRAM_PROBLEM, err.text);
	loop_again(p->loop);
}

/* ---- stages ---- */

/* No journal, no action: credentials that cannot be used are not kept either. */
static void lock(struct program *p)
{
	if (p->locked || !p->sessions ||
	    journal_state(db_journal_of(p->store)) == JOURNAL_OK)
		return;
	p->locked = true;
	sessions_close_all(p->sessions, "journal");
	program_mfa(p, NULL); /* who asked hears of no answer any more */
}

/* Verification goes on while leaving: what is to be written waits for it. */
static void each_turn(void *ctx)
{
	struct program *p = ctx;

	lock(p);
	if (p->stage == PROGRAM_LEAVING && p->door)
		program_leave_step(p);
	if (clock_mono_us(p->clock) < p->busy_until_us)
		return;
	if (!p->verified)
		verify_slice(p);
	else if (!p->recovered)
		recover_slice(p);
	else if (!p->crash_told)
		crash_slice(p);
	else if (p->stage == PROGRAM_VERIFYING)
		go_on(p);
}

bool program_start(struct program *p, struct err *err)
{
	if (p->stage != PROGRAM_NEW)
		return true;
	p->stage = PROGRAM_VERIFYING;
	if (!open_journal(p, err)) {
		program_fail(p, err);
		return false;
	}
	program_open_beats(p);
	loop_on(p->loop, LOOP_TIMERS, each_turn, p);
	(void)loop_arm(p->loop, TICK_MS, tick, p); /* ends with the loop */
	loop_again(p->loop);
	say_which_profile(p);
	if (plan_credentials(p, err) && make_parts(p, err))
		return true;
	program_fail(p, err);
	return false;
}

void program_retry(struct program *p)
{
	struct err err = ERR_INIT;

	if (p->stage == PROGRAM_READY)
		program_identify_again(p);
	if (p->stage != PROGRAM_FAILED || !p->store)
		return;
	p->trouble = ERR_INIT;
	p->want_watch = p->watches;
	if (!plan_credentials(p, &err) || !make_parts(p, &err)) {
		program_fail(p, &err);
		return;
	}
	p->stage = PROGRAM_VERIFYING; /* each_turn() goes on from here */
	loop_again(p->loop);
}

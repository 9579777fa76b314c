/*
 * Following the credential plan to a caller, and the caller to a person.
 *
 * Always true: every call goes through the door, in the vendor's log; until the entry
 * `identity` is committed nobody is told who acts; keys and codes are wiped as soon as
 * they are used or replaced.
 *
 * States (identity.h): begin() leaves NONE, FAILED, READY; end() is the only one that
 * makes READY or FAILED; ask_for_hop() and code_given() go to ASKING and back.
 */
#include "core/access/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access/process.h"
#include "core/access/questions.h"
#include "core/access/sso.h"
#include "core/access/sts.h"
#include "core/base/log.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define MFA_TRIES       3
#define GOOD_FOR_SEC    60 /* credentials that are over sooner are as good as over */
#define DEFAULT_REGION  "us-east-1"
#define DEFAULT_SESSION "candor"

struct waiter {
	identity_done *done; /* NULL: forgotten */
	void *ctx;
};

struct identity {
	struct identity_opts opts; /* but region and user: */
	char *region, *user;
	enum identity_state state;
	struct err error;
	struct caller caller; /* of the last good answer */
	bool has_caller;
	struct cred cred; /* what READY hands out */

	/* while WORKING or ASKING */
	struct cred chain; /* what the next step is signed with */
	struct caller draft;
	struct sts_assumed assumed;
	size_t hop;
	unsigned mfa_tries;
	bool mfa;
	struct secret code;
	struct process *process;
	struct sso *sso;
	struct act *act;
	uint64_t timer;

	struct waiter *waiters, *telling;
	size_t n_waiters, cap_waiters, n_telling;
	struct questions questions;
};

static void next_step(struct identity *id);

/* ---- the end ---- */

static void clear_work(struct identity *id)
{
	cred_release(&id->chain);
	sts_assumed_release(&id->assumed);
	secret_release(&id->code);
	process_free(id->process);
	id->process = NULL;
	sso_free(id->sso);
	id->sso = NULL;
	id->act = NULL;
}

static void end(struct identity *id, const struct err *err)
{
	struct waiter *telling = id->waiters;

	if (err != NULL)
		id->error = *err;
	id->state = err == NULL ? IDENTITY_READY : IDENTITY_FAILED;
	clear_work(id);
	id->telling = telling;
	id->n_telling = id->n_waiters;
	id->waiters = NULL;
	id->n_waiters = id->cap_waiters = 0;
	for (size_t i = 0; i < id->n_telling; i++)
		if (telling[i].done != NULL)
			telling[i].done(telling[i].ctx, err);
	id->telling = NULL;
	id->n_telling = 0;
	free(telling);
}

static const char *region_of(const struct identity *id)
{
	const char *own = text_or(id->region, DEFAULT_REGION);

	return text_or(id->opts.plan->region, own);
}

/* ---- who is it: the last step ---- */

static bool read_caller(struct identity *id, const struct node *result, struct err *err)
{
	struct caller *c = &id->draft;
	const char *account = node_text(result, "Account", "");
	AUTO(buf) arn = BUF_INIT(sizeof(c->arn));
	AUTO(buf) user = BUF_INIT(sizeof(c->user_id));

	utf8_safe(&arn, str_of(node_text(result, "Arn", "")), sizeof(c->arn) - 1);
	utf8_safe(&user, str_of(node_text(result, "UserId", "")),
		  sizeof(c->user_id) - 1);
	if (!config_is_account(account) ||
	    !text_copy(c->account, sizeof(c->account), str_of(account)) ||
	    !text_copy(c->arn, sizeof(c->arn), buf_str(&arn)) ||
	    !text_copy(c->user_id, sizeof(c->user_id), buf_str(&user)))
		return err_set(
			err, ERR_PARSE,
			"sts:GetCallerIdentity answered without account and ARN");
	if (!identity_person(c->arn, id->opts.part, c->who, &c->is_user, err))
		return false;
	if (id->has_caller && !text_eq(id->caller.who, c->who))
		return err_set(
			err, ERR_CRED,
			"the credentials are now of %s, but candor was started by "
			"%s: leave and start again",
			c->who, id->caller.who);
	return true;
}

static void add_entry(const struct identity *id, struct act *a)
{
	struct arena *arena = act_arena(a);
	struct node *data = node_object(arena);

	node_put_text(arena, data, "arn", id->draft.arn);
	node_put_text(arena, data, "user_id", id->draft.user_id);
	node_put_text(arena, data, "account", id->draft.account);
	node_put_text(arena, data, "source", id->draft.source);
	act_also(a, JOURNAL_IDENTITY, NULL, data);
}

static void caller_replied(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct identity *id = ctx;
	struct err err = ERR_INIT;

	if (reply->result == NULL)
		return;
	if (!read_caller(id, reply->result, &err)) {
		act_fail(a, &err);
		return;
	}
	/* The entry and this outcome carry the name; taken back if they are not kept.
	 */
	door_set_who(id->opts.door, id->draft.who);
	add_entry(id, a);
}

static void caller_done(void *ctx, const struct act_result *r)
{
	struct identity *id = ctx;

	id->act = NULL;
	if (r->status != ACT_OK || r->err.code != ERR_NONE) {
		door_set_who(id->opts.door,
			     id->has_caller ? id->caller.who : "unverified");
		end(id, &r->err);
		return;
	}
	id->caller = id->draft;
	id->has_caller = true;
	cred_release(&id->cred);
	cred_copy(&id->cred, &id->chain);
	end(id, NULL);
}

static bool begin_act(struct identity *id, const char *name, const struct op *op,
		      const char *target, act_done *done, struct err *err)
{
	const struct expect expect = { op, LIMIT_ATTEMPTS + 1 };
	const struct act_spec spec = {
		.log = id->opts.log,
		.act = name,
		.target = target,
		.region = region_of(id),
		.cred = &id->chain,
		.expects = &expect,
		.n_expects = 1,
	};

	return act_begin(id->opts.door, &spec, done, id, &id->act, err);
}

static void ask_caller(struct identity *id)
{
	struct err err = ERR_INIT;

	id->draft.mfa = id->mfa;
	id->draft.expires_sec = id->chain.expires_sec;
	if (!begin_act(id, "identity.read", &op_sts_get_caller_identity, NULL,
		       caller_done, &err)) {
		end(id, &err);
		return;
	}
	if (!call_submit(id->act, &op_sts_get_caller_identity, NULL, caller_replied, id,
			 &err))
		log_line("identity: %s", err.text); /* the act ends with it */
}

/* ---- a hop: sts:AssumeRole of the profile chain ---- */

static const struct cred_hop *hop_of(const struct identity *id)
{
	return &id->opts.plan->hops[id->hop];
}

static void hop_replied(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct identity *id = ctx;
	struct err err = ERR_INIT;

	if (reply->result == NULL)
		return;
	if (sts_read_assumed(reply->result, &id->assumed, &err))
		sts_use_our_clock(&id->assumed, reply->server_sec,
				  clock_wall_us(id->opts.clock) / CLOCK_SEC_US);
	else
		act_fail(a, &err);
}

/* STS has no code of its own for this, but one fixed sentence.  Any other denial, of a
 * device or a missing permission, is a denial: another code would not help. */
static bool is_wrong_code(const struct act_result *r)
{
	return text_eq(r->fault.code, "AccessDenied") &&
	       str_starts(str_of(r->fault.message),
			  "MultiFactorAuthentication failed with invalid MFA one time "
			  "pass code");
}

static void ask_for_hop(struct identity *id, const char *why);

static void hop_done(void *ctx, const struct act_result *r)
{
	struct identity *id = ctx;
	bool with_code = !secret_empty(&id->code);
	struct err err = r->err;

	id->act = NULL;
	secret_release(&id->code);
	if (r->status == ACT_OK && r->err.code == ERR_NONE) {
		cred_release(&id->chain);
		cred_copy(&id->chain, &id->assumed.cred);
		sts_assumed_release(&id->assumed);
		id->mfa = id->mfa || with_code;
		id->mfa_tries = 0;
		id->hop++;
		next_step(id);
		return;
	}
	if (with_code && is_wrong_code(r) && id->mfa_tries < MFA_TRIES) {
		ask_for_hop(id, "AWS did not take that code; wait for the next one");
		return;
	}
	(void)err_context(&err, "profile %s", text_or(hop_of(id)->profile, "?"));
	end(id, &err);
}

/* The session name must be a person's when it is what names the person. */
static bool hop_name(const struct identity *id, const char **ret, struct err *err)
{
	const struct cred_hop *h = hop_of(id);
	bool last = id->hop + 1 == id->opts.plan->n_hops;
	const char *user = text_or(id->user, DEFAULT_SESSION);

	if (h->session_name == NULL && last && id->opts.part == IDENTITY_PART_SESSION)
		return err_set(err, ERR_CONFIG,
			       "identity = session, but profile %s has no "
			       "role_session_name that would name you",
			       text_or(h->profile, "?"));
	*ret = text_or(h->session_name,
		       sts_name_ok(str_of(user)) ? user : DEFAULT_SESSION);
	return true;
}

static void hop_args(const struct identity *id, const char *name, struct args *args)
{
	const struct cred_hop *h = hop_of(id);

	args_put(args, "RoleArn", h->role_arn);
	args_put(args, "RoleSessionName", name);
	if (h->duration_sec > 0)
		args_put_int(args, "DurationSeconds", h->duration_sec);
	args_put(args, "ExternalId", h->external_id);
	if (secret_empty(&id->code))
		return;
	args_put(args, "SerialNumber", h->mfa_serial);
	args_put_secret(args, "TokenCode", id->code.p);
}

static void assume_hop(struct identity *id)
{
	AUTO(args) args = { 0 };
	struct err err = ERR_INIT;
	const char *name = NULL;

	if (!hop_name(id, &name, &err) ||
	    !begin_act(id, "identity.assume", &op_sts_assume_role, hop_of(id)->role_arn,
		       hop_done, &err)) {
		end(id, &err);
		return;
	}
	hop_args(id, name, &args);
	if (!call_submit(id->act, &op_sts_assume_role, &args, hop_replied, id, &err))
		log_line("identity: %s", err.text); /* the act ends with it */
}

static void code_given(void *ctx, const char *code)
{
	struct identity *id = ctx;
	struct err err = ERR_INIT;

	if (id->state != IDENTITY_ASKING)
		return;
	if (code == NULL) {
		(void)err_set(&err, ERR_CANCEL, "profile %s: no MFA code was given",
			      text_or(hop_of(id)->profile, "?"));
		end(id, &err);
		return;
	}
	id->state = IDENTITY_WORKING;
	id->mfa_tries++;
	secret_set(&id->code, str_of(code));
	assume_hop(id);
}

static void ask_for_hop(struct identity *id, const char *why)
{
	char profile[200];
	struct err err = ERR_INIT;
	const struct question_wish q = { hop_of(id)->mfa_serial, profile, why,
					 code_given, id };

	(void)snprintf(profile, sizeof(profile), "profile %s", /* may be cut */
		       text_or(hop_of(id)->profile, "?"));
	id->state = IDENTITY_ASKING;
	if (!questions_add(&id->questions, &q, &err))
		end(id, &err);
}

static void next_step(struct identity *id)
{
	if (id->hop >= id->opts.plan->n_hops)
		ask_caller(id);
	else if (hop_of(id)->mfa_serial != NULL)
		ask_for_hop(id, NULL);
	else
		assume_hop(id);
}

/* ---- the first step: where keys come from ---- */

static void source_told(void *ctx, const struct cred *cred, const struct err *err)
{
	struct identity *id = ctx;
	struct err copy;

	if (err != NULL) {
		copy = *err;
		end(id, &copy);
		return;
	}
	cred_copy(&id->chain, cred);
	next_step(id);
}

static void begin(void *ctx)
{
	struct identity *id = ctx;
	const struct cred_plan *plan = id->opts.plan;
	const struct sso_opts sso = { id->opts.door, id->opts.clock, &plan->sso,
				      id->opts.log };
	struct err err = ERR_INIT;

	id->timer = 0;
	switch (plan->source) {
	case CRED_ENVIRONMENT:
	case CRED_PROFILE_KEYS:
		cred_copy(&id->chain, &plan->first);
		next_step(id);
		return;
	case CRED_PROCESS:
		id->process = process_start(id->opts.loop, plan->process_argv,
					    source_told, id, &err);
		if (id->process != NULL)
			return;
		break;
	case CRED_SSO:
		id->sso = sso_start(&sso, source_told, id, &err);
		if (id->sso != NULL)
			return;
		break;
	case CRED_NONE:
		(void)err_set(&err, ERR_CRED, "there are no AWS credentials");
		break;
	}
	end(id, &err);
}

/* ---- what others call ---- */

struct identity *identity_new(const struct identity_opts *opts)
{
	struct identity *id = mem_new(1, sizeof(*id));

	id->opts = *opts;
	id->region = mem_text(opts->region);
	id->user = mem_text(opts->user);
	id->questions.ask = opts->ask;
	id->questions.ask_ctx = opts->ask_ctx;
	return id;
}

void identity_free(struct identity *id)
{
	if (id == NULL)
		return;
	loop_disarm(id->opts.loop, id->timer);
	if (id->act != NULL)
		act_abandon(id->act);
	clear_work(id);
	cred_release(&id->cred);
	questions_release(&id->questions);
	free(id->waiters);
	free(id->region);
	free(id->user);
	free(id);
}

void identity_start(struct identity *id, identity_done *done, void *ctx)
{
	if (done != NULL)
		*VEC_PUSH(id->waiters, id->n_waiters, id->cap_waiters) =
			(struct waiter){ done, ctx };
	if (id->state == IDENTITY_WORKING || id->state == IDENTITY_ASKING)
		return;
	id->state = IDENTITY_WORKING;
	id->error = ERR_INIT;
	id->hop = 0;
	id->mfa_tries = 0;
	id->mfa = false;
	id->draft = (struct caller){ 0 };
	memcpy(id->draft.source, id->opts.plan->source_text, sizeof(id->draft.source));
	id->timer = loop_arm(id->opts.loop, 0, begin, id);
}

void identity_cancel(struct identity *id)
{
	struct err err = ERR_INIT;

	/* Once there is a person its entry is queued, and will be committed. */
	if (id->state != IDENTITY_WORKING || id->draft.who[0] != '\0')
		return;
	loop_disarm(id->opts.loop, id->timer);
	id->timer = 0;
	if (id->act != NULL)
		act_abandon(id->act);
	(void)err_set(&err, ERR_CANCEL, "finding out who acts was given up (%s)",
		      id->draft.source);
	end(id, &err);
}

void identity_forget(struct identity *id, const void *ctx)
{
	for (size_t i = 0; i < id->n_waiters; i++)
		if (id->waiters[i].ctx == ctx)
			id->waiters[i].done = NULL;
	for (size_t i = 0; i < id->n_telling; i++)
		if (id->telling[i].ctx == ctx)
			id->telling[i].done = NULL;
	questions_forget(&id->questions, ctx);
}

bool identity_ask_code(struct identity *id, const char *serial, const char *what,
		       identity_code *reply, void *reply_ctx, struct err *err)
{
	const struct question_wish q = { serial, what, NULL, reply, reply_ctx };

	return questions_add(&id->questions, &q, err);
}

enum identity_state identity_state(const struct identity *id)
{
	return id->state;
}

const struct caller *identity_caller(const struct identity *id)
{
	return id->has_caller ? &id->caller : NULL;
}

const struct cred *identity_cred(const struct identity *id)
{
	int64_t now_sec = clock_wall_us(id->opts.clock) / CLOCK_SEC_US;

	if (id->state != IDENTITY_READY)
		return NULL;
	if (id->cred.expires_sec != 0 && id->cred.expires_sec - now_sec < GOOD_FOR_SEC)
		return NULL;
	return &id->cred;
}

const struct err *identity_error(const struct identity *id)
{
	return &id->error;
}

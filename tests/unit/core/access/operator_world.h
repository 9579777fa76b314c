/*
 * Who acts in a world: mira.kovac with keys of her own, what STS answers about her, and
 * the sessions she opens.  Shared by the tests of identity, sessions and the fleet.
 */
#ifndef TESTS_UNIT_CORE_ACCESS_OPERATOR_WORLD_H
#define TESTS_UNIT_CORE_ACCESS_OPERATOR_WORLD_H

#include "core/access/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fake/world.h"

/* ---- what STS answers ---- */

#define STS "arn:aws:sts::305518842907:assumed-role/"
#define IAM "arn:aws:iam::305518842907:"

#define CALLER(arn)                                                              \
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>" arn "</Arn>" \
	"<UserId>AROA1:x</UserId><Account>305518842907</Account>"                \
	"</GetCallerIdentityResult></GetCallerIdentityResponse>"
#define ROLE_CALLER CALLER(STS "mira.kovac/x")
#define USER_CALLER CALLER(IAM "user/mira.kovac")

#define WHO         "<SourceIdentity>mira.kovac</SourceIdentity>"
/* more: what stands behind the ARN: WHO, or "" */
#define ASSUMED_AS(key, until, arn, more)                                      \
	"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>" key \
	"</AccessKeyId><SecretAccessKey>canary-secret</SecretAccessKey>"       \
	"<SessionToken>canary-token</SessionToken><Expiration>" until          \
	"</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA1:x"   \
	"</AssumedRoleId><Arn>" arn "</Arn></AssumedRoleUser>" more            \
	"</AssumeRoleResult></AssumeRoleResponse>"

#define FAULT(code, message)                                           \
	"<ErrorResponse><Error><Code>" code "</Code><Message>" message \
	"</Message></Error></ErrorResponse>"

static inline void expect_caller(const struct world *w, const char *body)
{
	fake_expect(w->transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
}

/* ---- the operator ---- */

/* For an identity of the keys of the world; they go into plan, which outlives it. */
static inline struct identity_opts operator_opts(const struct world *w,
						 struct cred_plan *plan,
						 identity_ask *ask, void *ctx)
{
	plan->source = CRED_PROFILE_KEYS;
	cred_copy(&plan->first, &w->cred);
	return (struct identity_opts){
		.door = w->door,
		.loop = w->loop,
		.clock = &w->clock.clock,
		.plan = plan,
		.part = IDENTITY_PART_ROLE,
		.log = w->vendor_log,
		.ask = ask,
		.ask_ctx = ctx,
	};
}

static inline struct sessions *operator_sessions(const struct world *w,
						 const struct config *config,
						 struct identity *id)
{
	return sessions_new(&(struct sessions_opts){
		.door = w->door,
		.loop = w->loop,
		.journal = w->journal,
		.clock = &w->clock.clock,
		.rng = &w->rng.rng,
		.config = config,
		.identity = id,
	});
}

/* The end of a test: nothing went out without an intent, and no secret and no MFA code
 * (424242) is on record. */
static inline void world_end(struct world *w)
{
	assert_int_equal(w->n_uncovered, 0);
	for (int k = 0; k < JOURNAL_KIND_COUNT; k++) {
		assert_int_equal(world_count(w, (enum journal_kind)k, "canary"), 0);
		assert_int_equal(world_count(w, (enum journal_kind)k, "424242"), 0);
	}
	world_release(w);
}

#endif

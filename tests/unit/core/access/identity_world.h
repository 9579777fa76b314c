/*
 * Keys on their way to a person: hops, codes and the journal.
 */
#ifndef TESTS_UNIT_CORE_ACCESS_IDENTITY_WORLD_H
#define TESTS_UNIT_CORE_ACCESS_IDENTITY_WORLD_H

#include "core/access/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/fake/world.h"

/* ---- the table of persons ---- */

#define STS    "arn:aws:sts::305518842907:assumed-role/"
#define IAM    "arn:aws:iam::305518842907:"
#define SSO    "AWSReservedSSO_Ops_0123456789abcdef/"
#define LONG64 "a123456789012345678901234567890123456789012345678901234567890123"

/* ---- following a plan ---- */

#define CALLER(arn)                                                              \
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>" arn "</Arn>" \
	"<UserId>AROA1:x</UserId><Account>305518842907</Account>"                \
	"</GetCallerIdentityResult></GetCallerIdentityResponse>"
#define ASSUMED(key)                                                                   \
	"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>" key         \
	"</AccessKeyId><SecretAccessKey>canary-hop-secret</SecretAccessKey>"           \
	"<SessionToken>canary-hop-token</SessionToken>"                                \
	"<Expiration>2026-11-23T07:00:00Z</Expiration></Credentials><AssumedRoleUser>" \
	"<AssumedRoleId>AROA1:x</AssumedRoleId><Arn>" STS "mira.kovac/mira</Arn>"      \
	"</AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>"
#define DENIED(message)                                                    \
	"<ErrorResponse><Error><Code>AccessDenied</Code><Message>" message \
	"</Message></Error></ErrorResponse>"

struct scene {
	struct world w;
	struct cred_plan plan;
	struct identity *id;
	struct identity_opts opts;
	unsigned n_done, n_asked;
	struct err err;
	bool ok;
	identity_code *reply;
	void *reply_ctx;
	char serial[100], what[100], why[200];
};

static inline void ask(void *ctx, const char *serial, const char *what, const char *why,
		       identity_code *reply, void *reply_ctx)
{
	struct scene *s = ctx;

	s->n_asked++;
	s->reply = reply;
	s->reply_ctx = reply_ctx;
	(void)snprintf(s->serial, sizeof(s->serial), "%s", serial);
	(void)snprintf(s->what, sizeof(s->what), "%s", what);
	(void)snprintf(s->why, sizeof(s->why), "%s", why == NULL ? "" : why);
}

static inline void done(void *ctx, const struct err *err)
{
	struct scene *s = ctx;

	s->n_done++;
	s->ok = err == NULL;
	if (err != NULL)
		s->err = *err;
}

static inline int setup(void **state)
{
	struct scene *s = mem_new(1, sizeof(*s));

	world_init(&s->w);
	s->plan.source = CRED_PROFILE_KEYS;
	(void)snprintf(s->plan.source_text, sizeof(s->plan.source_text),
		       "profile mira");
	cred_copy(&s->plan.first, &s->w.cred);
	s->opts = (struct identity_opts){
		.door = s->w.door,
		.loop = s->w.loop,
		.clock = &s->w.clock.clock,
		.plan = &s->plan,
		.part = IDENTITY_PART_ROLE,
		.log = s->w.vendor_log,
		.ask = ask,
		.ask_ctx = s,
	};
	*state = s;
	return 0;
}

static inline int teardown(void **state)
{
	struct scene *s = *state;

	identity_free(s->id);
	assert_int_equal(s->w.n_uncovered, 0);
	for (int k = 0; k < JOURNAL_KIND_COUNT; k++) {
		assert_int_equal(world_count(&s->w, (enum journal_kind)k, "canary"), 0);
		assert_int_equal(world_count(&s->w, (enum journal_kind)k, "424242"), 0);
	}
	world_release(&s->w);
	cred_plan_release(&s->plan);
	free(s);
	return 0;
}

static inline void start(struct scene *s)
{
	if (s->id == NULL)
		s->id = identity_new(&s->opts);
	identity_start(s->id, done, s);
	assert_int_equal(s->n_done, 0);
	world_turns(&s->w);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif

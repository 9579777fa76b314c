/*
 * Keys on their way to a person: hops, codes and the journal.
 */
#ifndef TESTS_UNIT_CORE_ACCESS_IDENTITY_WORLD_H
#define TESTS_UNIT_CORE_ACCESS_IDENTITY_WORLD_H

#include "tests/unit/core/access/operator_world.h"

#include <time.h>

/* ---- the table of persons ---- */

#define SSO    "AWSReservedSSO_Ops_0123456789abcdef/"
#define LONG64 "a123456789012345678901234567890123456789012345678901234567890123"

/* ---- following a plan ---- */

#define ASSUMED(key)    ASSUMED_AS(key, "2026-11-23T07:00:00Z", STS "mira.kovac/mira", "")
#define DENIED(message) FAULT("AccessDenied", message)

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
	s->opts = operator_opts(&s->w, &s->plan, ask, s);
	(void)snprintf(s->plan.source_text, sizeof(s->plan.source_text),
		       "profile mira");
	*state = s;
	return 0;
}

static inline int teardown(void **state)
{
	struct scene *s = *state;

	identity_free(s->id);
	world_end(&s->w);
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

/*
 * The sessions of one operator in two installations, and what was told of them.
 */
#ifndef TESTS_UNIT_CORE_ACCESS_SESSION_WORLD_H
#define TESTS_UNIT_CORE_ACCESS_SESSION_WORLD_H

#include "tests/unit/core/access/operator_world.h"

#define ROLE "arn:aws:iam::441052219917:role/path/CandorAccess"
#define CONFIG                                                                         \
	"[vendor]\ndomain = vendor.example\n[operator]\nmfa_serial = "                 \
	"arn:aws:iam::305518842907:mfa/mira\n"                                         \
	"[installation acme-prod-eu]\ncustomer = Acme\naccount = 441052219917\n"       \
	"region = eu-central-1\nrole_arn = " ROLE "\nexternal_id = 7d1f\n"             \
	"policy_observe = arn:aws:iam::441052219917:policy/CandorObserve\n"            \
	"[installation dew-prod]\ncustomer = Dew\naccount = 740093316528\n"            \
	"region = us-east-1\nrole_arn = arn:aws:iam::740093316528:role/CandorAccess\n" \
	"external_id = 7d1f\n"                                                         \
	"policy_observe = arn:aws:iam::740093316528:policy/CandorObserve\n"

#define ASSUMED(key, account, until, more)                          \
	ASSUMED_AS(key, until,                                      \
		   "arn:aws:sts::" account                          \
		   ":assumed-role/CandorAccess/mira.kovac@observe", \
		   more)
#define GOOD   ASSUMED("ASIAONE", "441052219917", "2026-11-23T07:00:00Z", WHO)
#define NEXT   ASSUMED("ASIATWO", "441052219917", "2026-11-23T09:00:00Z", WHO)
#define DENIED FAULT("AccessDenied", "not authorized to perform: sts:AssumeRole")
#define EXPIRED \
	FAULT("ExpiredToken", "the security token included in the request is expired")

struct scene {
	struct world w;
	struct config config;
	struct cred_plan plan;
	struct identity *id;
	struct sessions *s;
	unsigned n_done, n_changes, n_asked, n_done_at_drop;
	size_t drop_at; /* requests sent; 0: never */
	bool open_again, cancels_only;
	bool ok;
	struct err err;
	identity_code *reply;
	void *reply_ctx;
	char what[100], why[100];
};

static inline void ask(void *ctx, const char *serial, const char *what, const char *why,
		       identity_code *reply, void *reply_ctx)
{
	struct scene *s = ctx;

	(void)serial;
	(void)snprintf(s->why, sizeof(s->why), "%s", why == NULL ? "" : why);
	s->n_asked++;
	s->reply = reply;
	s->reply_ctx = reply_ctx;
	(void)snprintf(s->what, sizeof(s->what), "%s", what);
}

static inline void done(void *ctx, const struct session *session, const struct err *err)
{
	struct scene *s = ctx;

	(void)session;
	s->n_done++;
	s->ok = err == NULL;
	if (err != NULL)
		s->err = *err;
}

static inline void changed(void *ctx)
{
	struct scene *s = ctx;

	s->n_changes++;
}

static inline int setup(void **state)
{
	struct scene *s = mem_new(1, sizeof(*s));
	struct identity_opts opts;
	struct err err = ERR_INIT;

	world_init(&s->w);
	assert_true(config_parse(STR(CONFIG), "c", &s->config, &err));
	opts = operator_opts(&s->w, &s->plan, ask, s);
	s->id = identity_new(&opts);
	s->s = operator_sessions(&s->w, &s->config, s->id);
	sessions_on_change(s->s, changed, s);
	*state = s;
	return 0;
}

static inline int teardown(void **state)
{
	struct scene *s = *state;

	sessions_free(s->s);
	identity_free(s->id);
	world_end(&s->w);
	cred_plan_release(&s->plan);
	config_release(&s->config);
	free(s);
	return 0;
}

static inline void expect_assume(struct scene *s, const char *body)
{
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){
			    .body = body,
			    .headers = { { "x-amzn-RequestId", "rid-assume" } } });
}

static inline bool open(struct scene *s)
{
	struct err err = ERR_INIT;

	return sessions_open(s->s, 0, MODE_OBSERVE, done, s, &err);
}

static inline const struct session *get(const struct scene *s)
{
	return sessions_get(s->s, 0, MODE_OBSERVE);
}

/* Another one can be had after it. */
static inline void open_one_of_two(struct scene *s, char ret_id[ULID_LEN + 1])
{
	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	expect_assume(s, NEXT);
	assert_true(open(s));
	world_turns(&s->w);
	memcpy(ret_id, get(s)->id, ULID_LEN + 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif

/*
 * A fleet that is read through the door with scripted answers.
 */
#ifndef TESTS_UNIT_CORE_WATCH_FLEET_WORLD_H
#define TESTS_UNIT_CORE_WATCH_FLEET_WORLD_H

#include "core/watch/fleet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/tree/json.h"
#include "tests/fake/world.h"

#define N 4 /* installations a, b, c, d in accounts 11…, 22…, 33…, 44… */

#define USER                                                                     \
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::" \
	"305518842907:user/mira.kovac</Arn><UserId>A:x</UserId><Account>"        \
	"305518842907</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
#define CALLER                                                                      \
	"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::"    \
	"305518842907:assumed-role/mira.kovac/x</Arn><UserId>A:x</UserId><Account>" \
	"305518842907</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
#define STACK(name, status)                                                  \
	"<member><StackId>arn:aws:cloudformation:eu-central-1:1:stack/" name \
	"/1</StackId><StackName>" name "</StackName><StackStatus>" status    \
	"</StackStatus><CreationTime>2026-11-23T05:30:00Z</CreationTime>"    \
	"<Tags><member><Key>version</Key><Value>4.1</Value></member></Tags></member>"
#define STACKS(rows, more)                                                             \
	"<DescribeStacksResponse><DescribeStacksResult><Stacks>" rows "</Stacks>" more \
	"</DescribeStacksResult></DescribeStacksResponse>"
#define HEALTHY STACKS(STACK("acme-core", "CREATE_COMPLETE"), "")
#define BROKEN                                                           \
	STACKS(STACK("acme-core", "CREATE_COMPLETE")                     \
		       STACK("acme-ingest", "UPDATE_ROLLBACK_COMPLETE"), \
	       "")
#define RESOURCES                                                                   \
	"<ListStackResourcesResponse><ListStackResourcesResult>"                    \
	"<StackResourceSummaries><member><LogicalResourceId>Fn</LogicalResourceId>" \
	"<ResourceStatus>UPDATE_FAILED</ResourceStatus></member>"                   \
	"</StackResourceSummaries></ListStackResourcesResult>"                      \
	"</ListStackResourcesResponse>"
#define EVENTS                                                                        \
	"<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents><"      \
	"member>"                                                                     \
	"<EventId>1</EventId><LogicalResourceId>Fn</LogicalResourceId>"               \
	"<ResourceStatus>UPDATE_FAILED</ResourceStatus><ResourceStatusReason>too big" \
	"</ResourceStatusReason><Timestamp>2026-11-23T05:46:00Z</Timestamp></member>" \
	"</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>"
#define DENIED                                                                         \
	"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error>" \
	"</ErrorResponse>"
#define EXPIRED                                                                  \
	"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>over</Message>" \
	"</Error></ErrorResponse>"

static const char names[N] = { 'a', 'b', 'c', 'd' };

struct scene {
	struct world w;
	struct config config;
	struct cred_plan plan;
	struct identity *id;
	struct sessions *sessions;
	struct fleet *f;
	unsigned n_changes, n_reads;
	unsigned n_asked; /* for MFA codes */
	unsigned n_given_up;
};

static inline void ask(void *ctx, const char *serial, const char *what, const char *why,
		       identity_code *reply, void *reply_ctx)
{
	struct scene *s = ctx;

	(void)serial;
	(void)what;
	(void)why;
	s->n_asked++;
	reply(reply_ctx, "424242");
}

static inline void changed(void *ctx)
{
	struct scene *s = ctx;

	s->n_changes++;
}

static inline void was_read(void *ctx, const struct fleet_row *row)
{
	struct scene *s = ctx;

	assert_true(row->data == FLEET_READ || row->error.code == ERR_DENIED);
	s->n_reads++;
}

static inline void put_config(struct buf *out)
{
	buf_add_text(out, "[vendor]\ndomain = vendor.example\n[operator]\n"
			  "mfa_serial = arn:aws:iam::305518842907:mfa/mira\n");
	for (int i = 0; i < N; i++)
		buf_addf(out,
			 "[installation %c]\ncustomer = A\naccount = "
			 "%d%d0000000000\nregion = eu-central-1\nrole_arn = "
			 "arn:aws:iam::%d%d0000000000:role/CandorAccess\n"
			 "external_id = xx\npolicy_observe = "
			 "arn:aws:iam::%d%d0000000000:policy/CandorObserve\n%s",
			 names[i], i + 1, i + 1, i + 1, i + 1, i + 1, i + 1,
			 i == 3 ? "stacks = other-*\n" : "");
}

/* Each account's role answers with keys that name it, so that a script can tell who
 * asks by the Authorization header. */
static inline void expect_sessions(struct scene *s, const char *caller)
{
	fake_expect(s->w.transport, "GetCallerIdentity",
		    &(struct fake_reply){ .body = caller, .times = FAKE_ALWAYS });
	for (int i = 0; i < N; i++) {
		char body[1024], match[64];

		(void)snprintf(match, sizeof(match), "%d%d0000000000%%3Arole", i + 1,
			       i + 1);
		(void)snprintf(
			body, sizeof(body),
			"<AssumeRoleResponse><AssumeRoleResult><Credentials>"
			"<AccessKeyId>ASIA%c</AccessKeyId><SecretAccessKey>canary"
			"</SecretAccessKey><SessionToken>canary</SessionToken>"
			"<Expiration>2026-11-23T12:00:00Z</Expiration>"
			"</Credentials><AssumedRoleUser><Arn>arn:aws:sts::"
			"%d%d0000000000:assumed-role/CandorAccess/"
			"mira.kovac@observe</Arn></AssumedRoleUser>"
			"<SourceIdentity>mira.kovac</SourceIdentity>"
			"</AssumeRoleResult></AssumeRoleResponse>",
			names[i], i + 1, i + 1);
		fake_expect(s->w.transport, match,
			    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
	}
}

static inline int setup_as(void **state, const char *caller)
{
	struct scene *s = mem_new(1, sizeof(*s));
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct err err = ERR_INIT;

	world_init(&s->w);
	put_config(&text);
	assert_true(config_parse(buf_str(&text), "c", &s->config, &err));
	s->plan.source = CRED_PROFILE_KEYS;
	cred_copy(&s->plan.first, &s->w.cred);
	s->id = identity_new(&(struct identity_opts){ .door = s->w.door,
						      .loop = s->w.loop,
						      .clock = &s->w.clock.clock,
						      .plan = &s->plan,
						      .part = IDENTITY_PART_ROLE,
						      .log = s->w.vendor_log,
						      .ask = ask,
						      .ask_ctx = s });
	s->sessions = sessions_new(&(struct sessions_opts){ .door = s->w.door,
							    .loop = s->w.loop,
							    .journal = s->w.journal,
							    .clock = &s->w.clock.clock,
							    .rng = &s->w.rng.rng,
							    .config = &s->config,
							    .identity = s->id });
	s->f = fleet_new(&(struct fleet_opts){
		.loop = s->w.loop, .clock = &s->w.clock.clock, .config = &s->config });
	fleet_on_change(s->f, changed, s);
	fleet_on_read(s->f, was_read, s);
	fleet_attach(s->f, s->w.door, s->sessions);
	expect_sessions(s, caller);
	*state = s;
	return 0;
}

static inline int setup(void **state)
{
	return setup_as(state, CALLER);
}

static inline int teardown(void **state)
{
	struct scene *s = *state;

	fleet_free(s->f);
	sessions_free(s->sessions);
	identity_free(s->id);
	assert_int_equal(s->w.n_uncovered, 0);
	for (int k = 0; k < JOURNAL_KIND_COUNT; k++)
		assert_int_equal(world_count(&s->w, (enum journal_kind)k, "canary"), 0);
	world_release(&s->w);
	cred_plan_release(&s->plan);
	config_release(&s->config);
	free(s);
	return 0;
}

/* The answers to who = 'a'…'d' (their key id is ASIAa…), or to all with ' '. */
static inline void expect_of(struct scene *s, char who, struct fake_reply reply)
{
	char match[16];

	(void)snprintf(match, sizeof(match), "ASIA%c", who);
	if (reply.times == 0)
		reply.times = FAKE_ALWAYS;
	fake_expect(s->w.transport, who == ' ' ? NULL : match, &reply);
}

static inline void expect_rest(struct scene *s)
{
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
}

static inline size_t count_sent(const struct scene *s, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_n_sent(s->w.transport); i++)
		n += strstr(fake_body(s->w.transport, i), what) != NULL;
	return n;
}

static inline const struct fleet_row *row(const struct scene *s, char name)
{
	return fleet_row(s->f, (size_t)(name - 'a'));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif

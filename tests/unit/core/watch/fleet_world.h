/*
 * A fleet that is read through the door with scripted answers.
 */
#ifndef TESTS_UNIT_CORE_WATCH_FLEET_WORLD_H
#define TESTS_UNIT_CORE_WATCH_FLEET_WORLD_H

#include "core/watch/fleet.h"

#include "core/tree/json.h"
#include "tests/unit/core/access/operator_world.h"

#define N 4 /* installations a, b, c, d in accounts 11…, 22…, 33…, 44… */

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
#define DENIED  FAULT("AccessDenied", "no")
#define EXPIRED FAULT("ExpiredToken", "over")

static const char names[N] = { 'a', 'b', 'c', 'd' };

/* What the fleets of this test read besides stacks. */
static const struct probe_ops *const *scene_probes;
static unsigned scene_signals_at_once;

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
	expect_caller(&s->w, caller);
	for (int i = 0; i < N; i++) {
		char body[1024], match[64];

		(void)snprintf(match, sizeof(match), "%d%d0000000000%%3Arole", i + 1,
			       i + 1);
		(void)snprintf(body, sizeof(body),
			       ASSUMED_AS("ASIA%c", "2026-11-23T12:00:00Z",
					  "arn:aws:sts::%d%d0000000000:assumed-role/"
					  "CandorAccess/mira.kovac@observe",
					  WHO),
			       names[i], i + 1, i + 1);
		fake_expect(s->w.transport, match,
			    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
	}
}

static inline int setup_as(void **state, const char *caller)
{
	struct scene *s = mem_new(1, sizeof(*s));
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct identity_opts opts;
	struct err err = ERR_INIT;

	world_init(&s->w);
	put_config(&text);
	assert_true(config_parse(buf_str(&text), "c", &s->config, &err));
	opts = operator_opts(&s->w, &s->plan, ask, s);
	s->id = identity_new(&opts);
	s->sessions = operator_sessions(&s->w, &s->config, s->id);
	s->f = fleet_new(&(struct fleet_opts){
		.loop = s->w.loop,
		.clock = &s->w.clock.clock,
		.config = &s->config,
		.probes = scene_probes,
		.signals_at_once = scene_signals_at_once,
	});
	fleet_on_change(s->f, changed, s);
	fleet_on_read(s->f, was_read, s);
	fleet_attach(s->f, s->w.door, s->sessions);
	expect_sessions(s, caller);
	*state = s;
	return 0;
}

static inline int setup(void **state)
{
	return setup_as(state, ROLE_CALLER);
}

static inline int teardown(void **state)
{
	struct scene *s = *state;

	fleet_free(s->f);
	sessions_free(s->sessions);
	identity_free(s->id);
	world_end(&s->w);
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

/* Every stack has one resource and one event. */
static inline void expect_details(struct scene *s)
{
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
}

static inline void expect_rest(struct scene *s)
{
	expect_details(s);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
}

/* The installation a has n stacks in trouble. */
static inline void expect_troubled(struct scene *s, int n)
{
	AUTO(buf) rows = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&rows, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < n; i++)
		buf_addf(&rows,
			 "<member><StackId>arn:aws:cloudformation:e:1:stack/s%02d/1"
			 "</StackId><StackName>s%02d</StackName><StackStatus>"
			 "UPDATE_FAILED</StackStatus></member>",
			 i, i);
	buf_add_text(&rows,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	expect_details(s);
	expect_of(s, 'a', (struct fake_reply){ .body = buf_text(&rows) });
}

static inline size_t count_sent(const struct scene *s, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_n_sent(s->w.transport); i++)
		n += strstr(fake_body(s->w.transport, i), what) != NULL;
	return n;
}

static inline void give_session_up(struct scene *s, size_t index)
{
	fleet_pause(s->f, index);
	sessions_drop(s->sessions, index, MODE_OBSERVE, "operator");
	world_turns(&s->w);
}

static inline const struct fleet_row *row(const struct scene *s, char name)
{
	return fleet_row(s->f, (size_t)(name - 'a'));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif

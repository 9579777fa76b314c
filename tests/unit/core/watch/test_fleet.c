/* core/watch/fleet.c and reading.c: side by side, in time, on record. */
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
};

static void ask(void *ctx, const char *serial, const char *what, const char *why,
		identity_code *reply, void *reply_ctx)
{
	struct scene *s = ctx;

	(void)serial;
	(void)what;
	(void)why;
	s->n_asked++;
	reply(reply_ctx, "424242");
}

static void changed(void *ctx)
{
	struct scene *s = ctx;

	s->n_changes++;
}

static void was_read(void *ctx, const struct fleet_row *row)
{
	struct scene *s = ctx;

	assert_true(row->data == FLEET_READ || row->error.code == ERR_DENIED);
	s->n_reads++;
}

static void put_config(struct buf *out)
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
static void expect_sessions(struct scene *s, const char *caller)
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

static int setup_as(void **state, const char *caller)
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

static int setup(void **state)
{
	return setup_as(state, CALLER);
}

/* An IAM user, who gives an MFA code with each session. */
static int setup_user(void **state)
{
	return setup_as(state, USER);
}

static int teardown(void **state)
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
static void expect_of(struct scene *s, char who, struct fake_reply reply)
{
	char match[16];

	(void)snprintf(match, sizeof(match), "ASIA%c", who);
	if (reply.times == 0)
		reply.times = FAKE_ALWAYS;
	fake_expect(s->w.transport, who == ' ' ? NULL : match, &reply);
}

static void expect_rest(struct scene *s)
{
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
}

static size_t count_sent(const struct scene *s, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_n_sent(s->w.transport); i++)
		n += strstr(fake_body(s->w.transport, i), what) != NULL;
	return n;
}

static const struct fleet_row *row(const struct scene *s, char name)
{
	return fleet_row(s->f, (size_t)(name - 'a'));
}

static void before_it_is_read_nothing_is_known(void **state)
{
	struct scene *s = *state;

	assert_int_equal(fleet_n(s->f), N);
	for (char c = 'a'; c <= 'd'; c++) {
		assert_int_equal(row(s, c)->data, FLEET_NOTHING);
		assert_int_equal(row(s, c)->worst.severity, SEV_UNKNOWN);
		assert_string_equal(row(s, c)->worst.rule, "not-read");
		assert_int_equal(row(s, c)->health.n, 1);
	}
	assert_ptr_equal(fleet_find(s->f, "b"), row(s, 'b'));
	assert_null(fleet_find(s->f, "x"));
}

static void all_are_read_side_by_side_each_with_its_session(void **state)
{
	struct scene *s = *state;
	struct fleet_progress p;

	expect_rest(s);
	fleet_refresh_all(s->f);
	assert_true(row(s, 'a')->refreshing);
	world_turns(&s->w);
	p = fleet_progress(s->f);
	assert_int_equal(p.n, N);
	assert_int_equal(p.running, 0);
	assert_int_equal(p.ok, N);
	assert_int_equal(p.calls, N);
	assert_int_equal(s->n_reads, N);
	assert_true(s->n_changes > 0);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(sessions_get(s->sessions, i, MODE_OBSERVE)->state,
				 SESSION_OPEN);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_string_equal(row(s, 'a')->worst.reason, "1 of 1 stacks settled");
	assert_string_equal(row(s, 'a')->version, "4.1");
	assert_int_equal(row(s, 'a')->n_settled, 1);
	assert_int_equal(row(s, 'a')->read_sec, WORLD_SEC);
	assert_false(row(s, 'a')->refreshing);
	/* one intent a cycle, in the log of the installation's account */
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "fleet.refresh"), N);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT,
				     "\"expects\":[{\"most\":30,\"op\":"
				     "\"cloudformation:DescribeStacks\"}"),
			 N);
	assert_int_equal(count_sent(s, "ListStackResources"), 0);
}

static void stacks_outside_the_filter_are_dropped(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'd')->stacks.n, 0);
	assert_int_equal(row(s, 'd')->worst.severity, SEV_UNKNOWN);
	assert_string_equal(row(s, 'd')->worst.reason, "no stack matches other-*");
}

static void details_are_read_only_where_there_is_trouble(void **state)
{
	struct scene *s = *state;
	const struct stack *st;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'b', (struct fake_reply){ .body = BROKEN });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	assert_int_equal(count_sent(s, "DescribeStackEvents"), 1);
	assert_int_equal(row(s, 'b')->worst.severity, SEV_CRIT);
	assert_string_equal(row(s, 'b')->worst.rule, "stack-rolled-back");
	assert_non_null(strstr(row(s, 'b')->worst.reason, "Fn: too big"));
	assert_int_equal(row(s, 'b')->n_settled, 1);
	st = stacks_find(&row(s, 'b')->stacks, "acme-ingest");
	assert_int_equal(st->n_resources, 1);
	assert_int_equal(st->n_events, 1);
	assert_int_equal(st->details_seq, row(s, 'b')->seq);
	assert_int_equal(fleet_sorted(s->f, 0), 1);
	/* nothing moved: the details are kept, not read again */
	fleet_refresh(s->f, 1);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	assert_int_equal(stacks_find(&row(s, 'b')->stacks, "acme-ingest")->n_events, 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 1);
}

static void one_that_is_denied_slow_or_throttled_holds_up_no_other(void **state)
{
	struct scene *s = *state;
	struct fleet_progress p;

	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	expect_of(s, 'b', (struct fake_reply){ .never = true });
	expect_of(s, 'c', (struct fake_reply){ .status = 503 });
	expect_of(s, 'd', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'd')->data, FLEET_READ);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
	assert_true(row(s, 'b')->refreshing);
	world_wait(&s->w, 30000);
	p = fleet_progress(s->f);
	assert_int_equal(p.running, 1);
	assert_int_equal(p.ok, 1);
	assert_int_equal(p.denied, 1);
	assert_int_equal(p.error, 1);
	assert_string_equal(row(s, 'c')->worst.rule, "not-readable");
	door_cancel_all(s->w.door);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(row(s, 'b')->error.code, ERR_CANCEL);
}

static void a_denied_call_is_no_access_with_its_evidence(void **state)
{
	struct scene *s = *state;

	expect_of(s, ' ', (struct fake_reply){ .status = 403, .body = DENIED });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
	assert_string_equal(row(s, 'a')->worst.rule, "no-access");
	assert_non_null(strstr(row(s, 'a')->worst.reason, "AccessDenied"));
	assert_true(row(s, 'a')->worst.seq > 0);
}

static void an_error_after_a_good_reading_keeps_the_stacks(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .fail = ERR_TIMEOUT });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	fleet_refresh(s->f, 0);
	world_wait(&s->w, 60000);
	assert_int_equal(fleet_progress(s->f).timeout, 1);
	assert_int_equal(row(s, 'a')->stacks.n, 1);
	assert_int_equal(row(s, 'a')->error.code, ERR_TIMEOUT);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_STALE);
	assert_string_equal(row(s, 'a')->worst.rule, "no-answer");
}

static void nothing_is_shown_that_is_not_on_record(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh(s->f, 0);
	/* identity 2, session 2, then the reading: its outcome is the sixth commit */
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 6, 1000, ERR_JOURNAL);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks"), 1);
	assert_int_equal(row(s, 'a')->data, FLEET_NOTHING);
	assert_int_equal(row(s, 'a')->error.code, ERR_JOURNAL);
	assert_int_equal(s->n_reads, 0);
	assert_int_equal(journal_state(s->w.journal), JOURNAL_BROKEN);
}

static void the_cadence_is_a_minute_for_trouble_and_five_for_the_rest(void **state)
{
	struct scene *s = *state;
	size_t before;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'b', (struct fake_reply){ .body = BROKEN });
	expect_of(s, 'd',
		  (struct fake_reply){
			  .body = STACKS(STACK("other-x", "CREATE_COMPLETE"), "") });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_start(s->f);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N);
	fake_clock_advance(&s->w.clock, 59000);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N);
	fake_clock_advance(&s->w.clock, 1500);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N + 1); /* b */
	before = count_sent(s, "DescribeStacks&");
	fleet_show(s->f, 2, NULL); /* c on the screen */
	fake_clock_advance(&s->w.clock, 61000);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), before + 2); /* b, c */
	fleet_show(s->f, FLEET_NONE, NULL);
	for (int i = 0; i < 4; i++) {
		fleet_touch(s->f);
		fake_clock_advance(&s->w.clock, 61000);
		world_turns(&s->w);
	}
	/* b four times more, a and d after five minutes */
	assert_int_equal(count_sent(s, "DescribeStacks&"), before + 2 + 4 + 2);
}

static void nothing_is_read_while_nobody_looks(void **state)
{
	struct scene *s = *state;
	size_t before;

	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	for (int i = 0; i < 16; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		world_turns(&s->w);
	}
	assert_true(fleet_sleeping(s->f));
	before = fake_n_sent(s->w.transport);
	for (int i = 0; i < 20; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		world_turns(&s->w);
	}
	assert_int_equal(fake_n_sent(s->w.transport), before);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_STALE);
	assert_string_equal(row(s, 'a')->worst.rule, "stale");
	fleet_touch(s->f);
	assert_false(fleet_sleeping(s->f));
	world_turns(&s->w);
	assert_true(fake_n_sent(s->w.transport) > before);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	fleet_stop(s->f);
}

static void an_open_stack_is_read_whole_and_at_once(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	fleet_show(s->f, 0, "acme-core");
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	assert_int_equal(stacks_find(&row(s, 'a')->stacks, "acme-core")->n_resources,
			 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stack.read"), 1);
	/* it is fresh: looking again asks nothing */
	fleet_show(s->f, FLEET_NONE, NULL);
	fleet_show(s->f, 0, "acme-core");
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
}

static void a_stack_opened_during_a_reading_is_read_after_it(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .after_ms = 1000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	fleet_show(s->f, 0, "acme-core");
	world_wait(&s->w, 3000);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 2);
}

static void a_session_that_aws_ended_is_renewed_once(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = EXPIRED, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 2);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "expired"), 1);
}

static void many_stacks_in_trouble_take_further_intents(void **state)
{
	struct scene *s = *state;
	AUTO(buf) body = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&body, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < 60; i++)
		buf_addf(&body,
			 "<member><StackId>arn:aws:cloudformation:e:1:stack/s%02d/1"
			 "</StackId><StackName>s%02d</StackName><StackStatus>"
			 "UPDATE_FAILED</StackStatus></member>",
			 i, i);
	buf_add_text(&body,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = buf_text(&body) });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(fleet_progress(s->f).calls, 121);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 3);
	for (size_t i = 0; i < 60; i++)
		assert_int_equal(row(s, 'a')->stacks.items[i].n_events, 1);
}

/* ListStackResources of 70 pages: more than one act declares. */
static void a_stack_that_uses_up_an_act_is_read_alone_and_cut(void **state)
{
	struct scene *s = *state;

	for (int i = 0; i < 70; i++) {
		char body[512], match[32];

		(void)snprintf(match, sizeof(match), "NextToken=t%d", 69 - i);
		(void)snprintf(body, sizeof(body),
			       "<ListStackResourcesResponse><ListStackResourcesResult>"
			       "<StackResourceSummaries><member><LogicalResourceId>R"
			       "</LogicalResourceId></member></StackResourceSummaries>"
			       "<NextToken>t%d</NextToken></ListStackResourcesResult>"
			       "</ListStackResourcesResponse>",
			       70 - i);
		fake_expect(s->w.transport, i == 69 ? "ListStackResources" : match,
			    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
	}
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = BROKEN });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 2);
	assert_true(stacks_find(&row(s, 'a')->stacks, "acme-ingest")->resources_cut);
	assert_int_equal(row(s, 'a')->detail_error.code, ERR_LIMIT);
	assert_int_equal(row(s, 'a')->error.code, ERR_NONE);
}

static void the_cache_is_painted_as_stale_and_freshened(void **state)
{
	struct scene *s = *state;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	struct node *n;
	struct fleet *other;
	struct err err = ERR_INIT;

	assert_null(fleet_row_to_node(&arena, row(s, 'a')));
	expect_rest(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	n = fleet_row_to_node(&arena, row(s, 'a'));
	assert_non_null(n);
	json_write(&text, n, JSON_COMPACT);
	assert_null(strstr(buf_text(&text), "canary"));
	other = fleet_new(&(struct fleet_opts){
		.loop = s->w.loop, .clock = &s->w.clock.clock, .config = &s->config });
	assert_true(json_parse(buf_str(&text), &arena, &n, &err));
	assert_true(fleet_row_from_node(other, 0, n));
	assert_false(fleet_row_from_node(other, 1, n)); /* another account */
	assert_int_equal(fleet_row(other, 0)->data, FLEET_CACHED);
	assert_int_equal(fleet_row(other, 0)->worst.severity, SEV_STALE);
	assert_string_equal(fleet_row(other, 0)->worst.reason,
			    "was OK at 06:00Z: 1 of 1 stacks settled");
	assert_true(fleet_row(other, 0)->stale);
	assert_int_equal(fleet_row(other, 0)->stacks.n, 1);
	assert_int_equal(fleet_row(other, 0)->read_sec, WORLD_SEC);
	fleet_attach(other, s->w.door, s->sessions);
	fleet_refresh(other, 0);
	world_turns(&s->w);
	assert_int_equal(fleet_row(other, 0)->worst.severity, SEV_OK);
	assert_false(fleet_row_from_node(other, 0, n)); /* read in this run */
	fleet_attach(other, NULL, NULL);
	fleet_refresh(other, 0); /* does nothing */
	assert_false(fleet_row(other, 0)->refreshing);
	/* its hook stays in the loop, which does not turn any more */
	fleet_free(other);
}

/* What one fleet would keep is given to another, as by a later run. */
static void keep(struct scene *s, size_t index, struct fleet *to)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	struct node *n = fleet_row_to_node(&arena, fleet_row(s->f, index));
	struct err err = ERR_INIT;

	assert_non_null(n);
	json_write(&text, n, JSON_COMPACT);
	assert_true(json_parse(buf_str(&text), &arena, &n, &err));
	assert_true(fleet_row_from_node(to, index, n));
}

static struct fleet *later_run(struct scene *s)
{
	return fleet_new(&(struct fleet_opts){
		.loop = s->w.loop, .clock = &s->w.clock.clock, .config = &s->config });
}

static void expect_sick_and_well(struct scene *s)
{
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	expect_of(s, 'b', (struct fake_reply){ .body = BROKEN });
	expect_of(s, 'c', (struct fake_reply){ .status = 403, .body = DENIED });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
}

static void the_cache_keeps_what_a_row_was_and_who_refused(void **state)
{
	struct scene *s = *state;
	struct fleet *other = later_run(s);
	const struct fleet_row *b = fleet_row(other, 1);
	const struct fleet_row *c = fleet_row(other, 2);

	expect_sick_and_well(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	for (size_t i = 0; i < 3; i++)
		keep(s, i, other);
	assert_int_equal(b->worst.severity, SEV_STALE);
	assert_true(b->worst.has_was);
	assert_int_equal(b->worst.was, SEV_CRIT);
	assert_string_equal(b->worst.reason,
			    "was CRIT at 06:00Z: acme-ingest UPDATE_ROLLBACK_COMPLETE "
			    "05:30Z · Fn: too big");
	/* worst first within what is stale: b was CRIT, a was OK */
	assert_int_equal(fleet_sorted(other, 2), 1);
	assert_int_equal(fleet_sorted(other, 3), 0);
	assert_int_equal(c->worst.severity, SEV_NOACC);
	assert_int_equal(c->data, FLEET_NOTHING);
	assert_int_equal(c->worst.since_sec, WORLD_SEC);
	assert_non_null(strstr(c->worst.reason, "refused at 06:00Z: "));
	assert_int_equal(c->error.code, ERR_NONE);
	fleet_row_forget_records(other, 1);
	for (size_t i = 0; i < b->health.n; i++)
		assert_int_equal(b->health.rows[i].seq, -1);
	fleet_free(other);
}

static void a_refusal_stands_until_aws_lets_in(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = DENIED, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .fail = ERR_TIMEOUT, .times = 3 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	for (int i = 0; i < 2; i++) {
		fleet_refresh(s->f, 0);
		world_wait(&s->w, 60000);
		assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
		assert_int_equal(row(s, 'a')->worst.since_sec, WORLD_SEC);
	}
	assert_int_equal(row(s, 'a')->error.code, ERR_TIMEOUT);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(row(s, 'a')->denied_sec, 0);
}

static void a_failed_reading_leaves_the_state_but_not_as_of_now(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *b = row(s, 'b');
	int64_t first;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = 1 });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = 1 });
	expect_of(s, 'b', (struct fake_reply){ .body = BROKEN, .times = 1 });
	expect_of(s, 'b', (struct fake_reply){ .fail = ERR_TIMEOUT });
	fleet_refresh(s->f, 1);
	world_turns(&s->w);
	assert_false(b->stale);
	fleet_refresh(s->f, 1);
	world_wait(&s->w, 60000);
	first = b->failed_sec;
	assert_true(first > WORLD_SEC);
	assert_int_equal(b->worst.severity, SEV_CRIT);
	assert_true(b->stale);
	assert_int_equal(b->read_sec, WORLD_SEC);
	fake_clock_advance(&s->w.clock, 900000);
	fleet_refresh(s->f, 1);
	world_wait(&s->w, 60000);
	assert_int_equal(b->worst.severity, SEV_STALE);
	assert_int_equal(b->worst.was, SEV_CRIT);
	assert_int_equal(b->failed_sec, first); /* not of the last try */
	/* its age is that of what is shown, not of the failure */
	assert_int_equal(b->worst.since_sec, WORLD_SEC);
	assert_string_equal(b->worst.rule, "stale");
}

static void nothing_goes_on_counting_on_old_data(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = 1 });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = STACKS("", ""), .times = 1 });
	expect_of(s, 'a',
		  (struct fake_reply){
			  .body = STACKS("<member><StackId>arn:aws:cloudformation:e:1:"
					 "stack/x/1</StackId><StackName>x</StackName>"
					 "<StackStatus>UPDATE_IN_PROGRESS</StackStatus>"
					 "<CreationTime>2026-11-23T04:23:00Z"
					 "</CreationTime></member>",
					 ""),
			  .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .fail = ERR_TIMEOUT });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_string_equal(row(s, 'a')->worst.reason,
			    "UPDATE_IN_PROGRESS for 97 minutes");
	fake_clock_advance(&s->w.clock, 120000);
	fleet_judge(s->f); /* data of now counts on */
	assert_string_equal(row(s, 'a')->worst.reason,
			    "UPDATE_IN_PROGRESS for 99 minutes");
	fleet_refresh(s->f, 0);
	world_wait(&s->w, 60000);
	fleet_judge(s->f);
	assert_string_equal(row(s, 'a')->worst.reason,
			    "UPDATE_IN_PROGRESS for 97 minutes");
}

/* The first of two pages is on its way. */
static void read_first_page(struct scene *s)
{
	fake_expect(s->w.transport, "Action=DescribeStacks&",
		    &(struct fake_reply){
			    .body = STACKS(STACK("acme-core", "CREATE_COMPLETE"),
					   "<NextToken>more</NextToken>"),
			    .after_ms = 1000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 1);
}

static void a_list_that_the_door_cut_is_not_shown_as_whole(void **state)
{
	struct scene *s = *state;

	read_first_page(s);
	door_close(s->w.door);
	world_wait(&s->w, 2000);
	assert_int_equal(row(s, 'a')->error.code, ERR_CANCEL);
	assert_int_equal(row(s, 'a')->data, FLEET_NOTHING);
	assert_string_equal(row(s, 'a')->worst.rule, "not-readable");
	assert_int_equal(fleet_progress(s->f).ok, 0);
	assert_int_equal(s->n_reads, 0);
}

static void a_list_that_the_journal_cut_leaves_the_last_one(void **state)
{
	struct scene *s = *state;

	expect_of(
		s, 'a',
		(struct fake_reply){ .body = STACKS(STACK("x", "CREATE_COMPLETE")
							    STACK("y", "CREATE_FAILED"),
						    ""),
				     .times = 1 });
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(s->n_reads, 1);
	fake_expect(s->w.transport, "Action=DescribeStacks&",
		    &(struct fake_reply){
			    .body = STACKS(STACK("acme-core", "CREATE_COMPLETE"),
					   "<NextToken>more</NextToken>"),
			    .after_ms = 1000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	journal_degrade(s->w.journal, JOURNAL_READONLY, "the disk is nearly full");
	world_wait(&s->w, 2000);
	assert_int_equal(row(s, 'a')->error.code, ERR_JOURNAL);
	assert_int_equal(row(s, 'a')->stacks.n, 2);
	assert_int_equal(s->n_reads, 1);
}

static void details_that_failed_are_read_again(void **state)
{
	struct scene *s = *state;
	const struct stack *st;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .status = 400, .body = DENIED });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = BROKEN });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	st = stacks_find(&row(s, 'a')->stacks, "acme-ingest");
	assert_int_equal(st->details_sec, 0);
	assert_int_equal(row(s, 'a')->error.code, ERR_NONE);
	assert_int_equal(row(s, 'a')->detail_error.code, ERR_DENIED);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	st = stacks_find(&row(s, 'a')->stacks, "acme-ingest");
	assert_int_equal(st->n_events, 1);
	assert_int_equal(st->details_sec, WORLD_SEC);
	assert_int_equal(row(s, 'a')->detail_error.code, ERR_NONE);
}

static void details_that_fail_later_are_kept(void **state)
{
	struct scene *s = *state;
	const struct stack *st;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES });
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){
			    .status = 403, .body = DENIED, .times = FAKE_ALWAYS });
	expect_rest(s);
	fleet_show(s->f, 0, "acme-core");
	world_turns(&s->w);
	fleet_show(s->f, FLEET_NONE, NULL);
	fake_clock_advance(&s->w.clock, 120000);
	fleet_show(s->f, 0, "acme-core");
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 2);
	st = stacks_find(&row(s, 'a')->stacks, "acme-core");
	assert_int_equal(st->n_resources, 1);
	assert_false(st->resources_cut);
	assert_int_equal(st->details_sec, WORLD_SEC);
	assert_int_equal(row(s, 'a')->detail_error.code, ERR_DENIED);
}

/* More stacks in trouble than one act reads: a second one must begin. */
static void expect_many_in_trouble(struct scene *s)
{
	AUTO(buf) rows = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&rows, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < 30; i++)
		buf_addf(&rows,
			 "<member><StackId>arn:aws:cloudformation:e:1:stack/s%02d/1"
			 "</StackId><StackName>s%02d</StackName><StackStatus>"
			 "UPDATE_FAILED</StackStatus></member>",
			 i, i);
	buf_add_text(&rows,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = RESOURCES, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	expect_of(s, 'a', (struct fake_reply){ .body = buf_text(&rows) });
}

static void check_list_without_last_details(const struct scene *s)
{
	const struct fleet_row *r = row(s, 'a');

	assert_int_equal(r->error.code, ERR_NONE);
	assert_int_equal(r->detail_error.code, ERR_JOURNAL);
	assert_int_equal(r->stacks.n, 30);
	assert_int_equal(r->stacks.items[0].n_events, 1);
	assert_int_equal(r->stacks.items[29].n_events, 0);
	assert_int_equal(r->stacks.items[29].details_sec, 0);
	assert_int_equal(s->n_reads, 1);
}

static void a_list_on_record_outlives_an_act_that_cannot_begin(void **state)
{
	struct scene *s = *state;

	expect_many_in_trouble(s);
	/* the session's log, the reading's, and that of its second act */
	fake_journal_refuse(s->w.fake, FAKE_LOG, 3, 1000, ERR_JOURNAL);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	check_list_without_last_details(s);
}

static void a_list_on_record_outlives_an_act_that_is_refused(void **state)
{
	struct scene *s = *state;

	expect_many_in_trouble(s);
	/* identity 2, session 2, the list 2, then the second act's intent */
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 7, 1000, ERR_JOURNAL);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	check_list_without_last_details(s);
}

static void a_stack_without_a_status_is_never_all_ok(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){
			  .body = STACKS(STACK("acme-core", "CREATE_COMPLETE")
						 STACK("acme-odd", ""),
					 "") });
	expect_of(s, 'd',
		  (struct fake_reply){ .body = STACKS(STACK("acme-odd", ""), "") });
	fleet_refresh(s->f, 0);
	fleet_refresh(s->f, 3);
	world_turns(&s->w);
	assert_true(row(s, 'a')->stacks_cut);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_WARN);
	assert_string_equal(row(s, 'a')->worst.rule, "cut");
	assert_int_equal(row(s, 'a')->health.n, 1);
	/* one that the filter does not let in is nobody's business */
	assert_false(row(s, 'd')->stacks_cut);
}

static void no_access_says_since_when(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = DENIED, .times = 2 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	for (int i = 0; i < 4; i++) {
		fleet_refresh(s->f, 0);
		world_turns(&s->w);
		if (i == 2)
			assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
		else
			assert_int_equal(row(s, 'a')->worst.since_sec,
					 WORLD_SEC + (i == 3 ? 180 : 0));
		fake_clock_advance(&s->w.clock, 60000);
	}
}

/* Of 4 rows with 600 stacks each two are judged in a turn. */
static void a_turn_judges_a_part_of_the_fleet(void **state)
{
	struct scene *s = *state;
	AUTO(buf) body = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&body, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < 600; i++)
		buf_addf(&body,
			 "<member><StackId>arn:aws:cloudformation:e:1:stack/s%d/1"
			 "</StackId><StackName>other-%d</StackName><StackStatus>"
			 "CREATE_COMPLETE</StackStatus></member>",
			 i, i);
	buf_add_text(&body,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	expect_of(s, ' ', (struct fake_reply){ .body = buf_text(&body) });
	fleet_start(s->f);
	world_turns(&s->w);
	fleet_attach(s->f, NULL, NULL); /* nothing is read any more */
	for (int i = 0; i < 10; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		loop_turn(s->w.loop, 0);
		if (i < 9)
			world_turns(&s->w);
	}
	assert_string_equal(row(s, 'b')->worst.rule, "stale");
	assert_string_not_equal(row(s, 'c')->worst.rule, "stale");
	world_turns(&s->w);
	assert_string_equal(row(s, 'd')->worst.rule, "stale");
	fleet_stop(s->f);
}

static void a_fleet_may_go_while_it_reads(void **state)
{
	struct scene *s = *state;

	expect_of(s, ' ', (struct fake_reply){ .never = true });
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, N);
	fleet_attach(s->f, NULL, NULL);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME, "aborted"), N);
}

static void a_code_is_asked_for_when_an_installation_is_opened(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 0);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "session.open"), 0);
	for (char c = 'a'; c <= 'd'; c++) {
		assert_int_equal(row(s, c)->worst.severity, SEV_UNKNOWN);
		assert_non_null(
			strstr(row(s, c)->worst.reason, "needs an MFA code: open it"));
	}
	fleet_show(s->f, 0, NULL);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	/* a verb on one */
	fleet_refresh(s->f, 1);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 2);
	assert_int_equal(row(s, 'b')->worst.severity, SEV_OK);
	fleet_stop(s->f);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(before_it_is_read_nothing_is_known),
		T(all_are_read_side_by_side_each_with_its_session),
		T(stacks_outside_the_filter_are_dropped),
		T(details_are_read_only_where_there_is_trouble),
		T(one_that_is_denied_slow_or_throttled_holds_up_no_other),
		T(a_denied_call_is_no_access_with_its_evidence),
		T(an_error_after_a_good_reading_keeps_the_stacks),
		T(nothing_is_shown_that_is_not_on_record),
		T(the_cadence_is_a_minute_for_trouble_and_five_for_the_rest),
		T(nothing_is_read_while_nobody_looks),
		T(an_open_stack_is_read_whole_and_at_once),
		T(a_stack_opened_during_a_reading_is_read_after_it),
		T(a_session_that_aws_ended_is_renewed_once),
		T(many_stacks_in_trouble_take_further_intents),
		T(a_stack_that_uses_up_an_act_is_read_alone_and_cut),
		T(the_cache_is_painted_as_stale_and_freshened),
		T(the_cache_keeps_what_a_row_was_and_who_refused),
		T(a_refusal_stands_until_aws_lets_in),
		T(a_failed_reading_leaves_the_state_but_not_as_of_now),
		T(nothing_goes_on_counting_on_old_data),
		T(a_list_that_the_door_cut_is_not_shown_as_whole),
		T(a_list_that_the_journal_cut_leaves_the_last_one),
		T(details_that_failed_are_read_again),
		T(details_that_fail_later_are_kept),
		T(a_list_on_record_outlives_an_act_that_cannot_begin),
		T(a_list_on_record_outlives_an_act_that_is_refused),
		T(a_stack_without_a_status_is_never_all_ok),
		T(no_access_says_since_when),
		T(a_turn_judges_a_part_of_the_fleet),
		T(a_fleet_may_go_while_it_reads),
		cmocka_unit_test_setup_teardown(
			a_code_is_asked_for_when_an_installation_is_opened, setup_user,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

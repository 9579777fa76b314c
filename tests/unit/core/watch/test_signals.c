/*
 * What an installation is made of is read once a change, and probes see their act
 * through.
 */
#include "core/watch/signals.h"

#include "core/watch/alarms.h"

#include "tests/unit/core/watch/fleet_world.h"

#define LISTED                                                                        \
	"<ListStackResourcesResponse><ListStackResourcesResult>"                      \
	"<StackResourceSummaries>"                                                    \
	"<member><LogicalResourceId>Load</LogicalResourceId><PhysicalResourceId>load" \
	"</PhysicalResourceId><ResourceType>AWS::Lambda::Function</ResourceType>"     \
	"<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"                   \
	"<member><LogicalResourceId>Role</LogicalResourceId><PhysicalResourceId>role" \
	"</PhysicalResourceId><ResourceType>AWS::IAM::Role</ResourceType>"            \
	"<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"                   \
	"</StackResourceSummaries></ListStackResourcesResult>"                        \
	"</ListStackResourcesResponse>"

/* A probe that asks for its stacks once more and counts what happens. */
struct counting {
	unsigned n_plans, n_runs, n_ends, n_replies;
	size_t n_members;
	bool shown, on_record, denied;
};

static void *counting_new(void)
{
	return mem_new(1, sizeof(struct counting));
}

static void counting_free(void *state)
{
	free(state);
}

static bool counting_plan(void *state, const struct probe_site *site,
			  struct probe_plan *ret)
{
	struct counting *c = state;

	c->n_plans++;
	c->shown = site->shown;
	if (c->n_runs > 0)
		return false;
	c->n_members = site->members->n;
	probe_expect(ret, &op_cfn_describe_stacks, 1);
	return true;
}

static void counting_reply(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct counting *c = ctx;

	(void)a;
	c->n_replies++;
	c->denied = reply->err != NULL;
}

static void counting_run(void *state, const struct probe_site *site, struct act *a)
{
	struct counting *c = state;
	struct err err = ERR_INIT;

	(void)site;
	c->n_runs++;
	assert_true(
		call_submit(a, &op_cfn_describe_stacks, NULL, counting_reply, c, &err));
}

static void counting_end(void *state, const struct probe_end *end)
{
	struct counting *c = state;

	c->n_ends++;
	c->on_record = end->on_record;
}

static void counting_judge(const void *state, const struct probe_site *site,
			   struct health *h)
{
	const struct counting *c = state;

	(void)site;
	if (c->denied)
		health_add_rule(h, "alarms-not-read", "counting", 0, -1,
				"it was refused");
}

static const struct probe_ops counting_probe = {
	.id = "counting",
	.rules = rules_alarms,
	.new = counting_new,
	.free = counting_free,
	.plan = counting_plan,
	.run = counting_run,
	.end = counting_end,
	.judge = counting_judge,
};

static const struct probe_ops *const counting_only[] = { &counting_probe, NULL };

static const struct counting *counted(const struct scene *s, size_t index)
{
	return fleet_signal(s->f, index, &counting_probe);
}

static void expect_listed(struct scene *s, const char *body)
{
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
}

static void a_probe_is_told_what_the_installation_is_made_of(void **state)
{
	struct scene *s = *state;
	const struct members *m = &row(s, 'a')->signals.members;

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(m->n, 1); /* a role is nothing that is watched */
	assert_string_equal(m->items[0].logical, "Load");
	assert_string_equal(m->items[0].stack, "acme-core");
	assert_non_null(members_find(m, "AWS::Lambda::Function",
				     str_of("arn:aws:lambda:e:1:function:load")));
	assert_null(members_find(m, "AWS::Lambda::Function", str_of("other")));
	assert_int_equal(counted(s, 0)->n_members, 1);
	assert_int_equal(counted(s, 0)->n_runs, 1);
	assert_int_equal(counted(s, 0)->n_replies, 1);
	assert_true(counted(s, 0)->on_record);
	assert_int_equal(counted(s, 0)->n_ends, 1);
	assert_int_equal(counted(s, 0)->n_plans, 2); /* asked again, wants no more */
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "signals.refresh"), 2);
	assert_false(row(s, 'a')->refreshing);
}

static void resources_are_asked_for_again_when_a_stack_changes(void **state)
{
	struct scene *s = *state;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 4 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	expect_of(s, 'a',
		  (struct fake_reply){
			  .body = STACKS(STACK("acme-core", "UPDATE_COMPLETE"), "") });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 2);
	assert_int_equal(row(s, 'a')->signals.members.n, 1);
}

static void a_stack_that_is_gone_takes_its_resources_along(void **state)
{
	struct scene *s = *state;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 2 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	expect_of(s, 'a', (struct fake_reply){ .body = STACKS("", "") });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->signals.members.n, 0);
	assert_int_equal(row(s, 'a')->signals.n_stacks, 0);
}

static const struct verdict *said(const struct fleet_row *r, const char *rule)
{
	for (size_t i = 0; i < r->health.n; i++)
		if (text_eq(r->health.rows[i].rule, rule))
			return &r->health.rows[i];
	return NULL;
}

static void what_may_not_be_listed_is_not_well(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');
	const struct verdict *v = NULL;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .status = 403, .body = DENIED, .times = 2 });
	expect_listed(s, LISTED);
	expect_of(s, ' ',
		  (struct fake_reply){
			  .body = STACKS(STACK("acme-core", "CREATE_COMPLETE")
						 STACK("acme-load", "CREATE_COMPLETE"),
					 "") });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	v = said(r, "members-not-read");
	bug_unless(v != NULL);
	assert_int_equal(v->severity, SEV_UNKNOWN);
	assert_true(str_starts(str_of(v->reason),
			       "resources of 2 stacks not listed · acme-core: "
			       "cloudformation:ListStackResources"));
	assert_int_equal(v->seq, r->signals.unlisted.seq);
	assert_true(r->signals.unlisted.seq > 0);
	fleet_refresh(s->f, 0); /* the customer has given the action */
	world_turns(&s->w);
	assert_null(said(r, "members-not-read"));
	assert_int_equal(r->signals.members.n, 2);
}

static void a_reading_that_does_not_get_through_is_not_well(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	/* identity 2, session 2, the stacks 2, then the first act's intent */
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 7, 1, ERR_JOURNAL);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(r->error.code, ERR_NONE);
	assert_int_equal(r->signals.err.code, ERR_JOURNAL);
	assert_string_equal(r->worst.rule, "signals-not-read");
	assert_int_equal(r->worst.since_sec, WORLD_SEC);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_null(said(r, "signals-not-read"));
}

/* Installation a has n stacks that are well. */
static void expect_stacks(struct scene *s, int n, unsigned times)
{
	AUTO(buf) rows = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&rows, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < n; i++)
		buf_addf(&rows, STACK("s%03d", "CREATE_COMPLETE"), i, i);
	buf_add_text(&rows,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	expect_of(s, 'a',
		  (struct fake_reply){ .body = buf_text(&rows), .times = times });
}

/* What is refused for one is refused for all: the customer's trail need not hold it a
 * hundred times, and the probes are asked. */
static void what_is_refused_starves_nobody(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .status = 403, .body = DENIED, .times = 31 });
	expect_listed(s, LISTED);
	expect_stacks(s, 45, 0);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 30);
	assert_int_equal(counted(s, 0)->n_runs, 1);
	assert_int_equal(r->signals.unlisted.n, 45);
	assert_true(str_starts(str_of(said(r, "members-not-read")->reason),
			       "resources of 45 stacks not listed · s000: "));
	fleet_refresh(s->f, 0); /* one more try, and then they are all given */
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 31);
	assert_true(str_starts(str_of(said(r, "members-not-read")->reason),
			       "resources of 45 stacks not listed · s000: "));
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 31 + 45);
	assert_int_equal(r->signals.members.n, 45);
	assert_null(said(r, "members-not-read"));
}

/* Listing takes half of a reading; the next one goes on. */
static void many_stacks_leave_room_for_the_probes(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');

	expect_listed(s, LISTED);
	expect_stacks(s, 200, 0);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(counted(s, 0)->n_runs, 1);
	assert_int_equal(r->signals.members.n, 180);
	assert_string_equal(said(r, "members-not-read")->reason,
			    "resources of 20 stacks not listed yet");
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "ListStackResources"), 200);
	assert_int_equal(r->signals.members.n, 200);
	assert_null(said(r, "members-not-read"));
}

/* A list that is not whole says so, also in the next run, until it is. */
static void there_is_a_ceiling_of_members(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');
	AUTO(buf) body = BUF_INIT(LIMIT_MIB(2));
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *n = node_object(&arena);
	struct signals other;

	buf_add_text(&body, "<ListStackResourcesResponse><ListStackResourcesResult>"
			    "<StackResourceSummaries>");
	for (int i = 0; i < LIMIT_MEMBERS * 3 / 4; i++)
		buf_addf(&body,
			 "<member><PhysicalResourceId>f%d</PhysicalResourceId>"
			 "<ResourceType>AWS::Lambda::Function</ResourceType></member>",
			 i);
	buf_add_text(&body, "</StackResourceSummaries></ListStackResourcesResult>"
			    "</ListStackResourcesResponse>");
	expect_listed(s, buf_text(&body));
	expect_stacks(s, 3, 2);
	expect_stacks(s, 1, 0);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(r->signals.members.n, LIMIT_MEMBERS);
	assert_true(r->signals.members.cut);
	assert_string_equal(said(r, "members-cut")->reason,
			    "the list is not whole: 5000 resources are watched");
	signals_to_node(&arena, n, &r->signals, r->inst);
	signals_init(&other, counting_only, &s->config);
	signals_from_node(&other, n);
	assert_true(other.members.cut);
	signals_release(&other);
	fleet_refresh(s->f, 0); /* two stacks go, one of them was cut */
	world_turns(&s->w);
	assert_int_equal(r->signals.members.n, LIMIT_MEMBERS * 3 / 4);
	assert_false(r->signals.members.cut);
	assert_null(said(r, "members-cut"));
}

/* Words of this run's damping are not the next one's; and what could not be listed is
 * no better known for a restart. */
static void what_is_kept_is_what_was_said(void **state)
{
	struct scene *s = *state;
	struct fleet *other =
		fleet_new(&(struct fleet_opts){ .loop = s->w.loop,
						.clock = &s->w.clock.clock,
						.config = &s->config,
						.probes = scene_probes });
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct counting *c = fleet_signal_make(s->f, 0, &counting_probe);
	struct node *n = NULL;

	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){
			    .status = 403, .body = DENIED, .times = FAKE_ALWAYS });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	for (int i = 0; i < 6; i++) {
		c->n_runs = 1;
		c->denied = i % 2 == 0;
		fleet_refresh(s->f, 0);
		world_wait(&s->w, 60000);
	}
	assert_true(str_starts(str_of(said(row(s, 'a'), "alarms-not-read")->reason),
			       "flapping: "));
	n = fleet_row_to_node(&arena, row(s, 'a'));
	assert_true(fleet_row_from_node(other, 0, n));
	assert_null(said(fleet_row(other, 0), "alarms-not-read")); /* it was well */
	assert_non_null(said(fleet_row(other, 0), "members-not-read"));
	c->denied = true;
	fleet_judge(s->f);
	assert_true(str_starts(str_of(said(row(s, 'a'), "alarms-not-read")->reason),
			       "flapping: "));
	n = fleet_row_to_node(&arena, row(s, 'a'));
	assert_true(fleet_row_from_node(other, 0, n));
	assert_string_equal(said(fleet_row(other, 0), "alarms-not-read")->reason,
			    "it was refused");
	fleet_free(other);
}

static void a_probe_that_is_refused_does_not_take_the_access_away(void **state)
{
	struct scene *s = *state;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_true(counted(s, 0)->denied);
	assert_string_equal(row(s, 'a')->worst.rule, "alarms-not-read");
	assert_string_equal(row(s, 'a')->worst.subject, "counting");
	assert_int_equal(row(s, 'a')->error.code, ERR_NONE);
	assert_int_equal(fleet_progress(s->f).ok, 1);
}

static void what_was_given_up_is_not_taken_over(void **state)
{
	struct scene *s = *state;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .after_ms = 60000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_true(row(s, 'a')->refreshing);
	assert_int_equal(row(s, 'a')->data, FLEET_READ); /* shown already */
	fleet_cancel(s->f);
	world_turns(&s->w);
	assert_false(row(s, 'a')->refreshing);
	assert_int_equal(counted(s, 0)->n_ends, 1);
	assert_false(counted(s, 0)->on_record);
	assert_int_equal(row(s, 'a')->signals.err.code, ERR_CANCEL);
}

static int setup_one_by_one(void **state)
{
	int rc;

	scene_signals_at_once = 1;
	rc = setup(state);
	scene_signals_at_once = 0;
	return rc;
}

static size_t n_running(const struct scene *s, bool answered)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		n += counted(s, i) != NULL && counted(s, i)->n_runs > 0 &&
		     (counted(s, i)->n_replies > 0) == answered;
	return n;
}

/* All stacks come at once, what else is asked of each after a minute. */
static void read_all_slowly(struct scene *s)
{
	expect_listed(s, LISTED);
	for (size_t i = 0; i < N; i++) {
		expect_of(s, names[i],
			  (struct fake_reply){ .body = HEALTHY, .times = 1 });
		expect_of(s, names[i],
			  (struct fake_reply){ .body = HEALTHY, .after_ms = 10000 });
	}
	fleet_refresh_all(s->f);
	world_turns(&s->w);
}

static void few_are_read_at_once(void **state)
{
	struct scene *s = *state;

	read_all_slowly(s);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(fleet_row(s->f, i)->data, FLEET_READ);
	assert_int_equal(n_running(s, false), 1);
	assert_int_equal(fleet_progress(s->f).running, N);
	fleet_show(s->f, N - 1, NULL); /* who is looked at does not wait */
	world_turns(&s->w);
	assert_int_equal(n_running(s, false), 2);
	assert_true(counted(s, N - 1)->shown);
	for (size_t i = 0; i < N; i++)
		world_wait(&s->w, 10000);
	assert_int_equal(n_running(s, true), N);
	assert_int_equal(fleet_progress(s->f).ok, N);
}

static void who_waits_is_given_up_with_the_others(void **state)
{
	struct scene *s = *state;

	read_all_slowly(s);
	fleet_cancel(s->f);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(n_running(s, false) + n_running(s, true), 1);
	for (size_t i = 0; i < N; i++)
		assert_false(fleet_row(s->f, i)->refreshing);
}

/* Nothing but the stacks is known of it: that they are well is not enough. */
static void what_was_given_up_before_its_signals_is_not_well(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(
		s, 'a',
		(struct fake_reply){ .body = HEALTHY, .after_ms = 60000, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	fleet_cancel(s->f);
	world_turns(&s->w);
	assert_string_equal(r->worst.rule, "signals-not-read");
	assert_int_equal(r->worst.severity, SEV_UNKNOWN);
	((struct counting *)fleet_signal_make(s->f, 0, &counting_probe))->n_runs = 0;
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(r->worst.severity, SEV_OK);
}

/* Whoever changes a range each half minute still sees stacks of this minute. */
static void a_screen_that_asks_puts_no_stacks_off(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_show(s->f, 0, NULL);
	fleet_start(s->f);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 8); /* probes too */
	world_wait(&s->w, 50000);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	c->n_runs = 0; /* due again */
	fleet_ask(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 9);
	world_wait(&s->w, 11000);
	/* and d, which has no stack at all */
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 11);
	fleet_stop(s->f);
}

static void a_screen_asks_without_the_stacks(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	c->n_runs = 0; /* due again */
	fleet_show(s->f, 0, NULL);
	fleet_ask(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(c->n_runs, 1);
	assert_true(c->shown);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 1);
}

/* Who comes to a screen has its signals read as shown, once. */
static void the_first_look_asks_once(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	assert_false(c->shown);
	for (int i = 0; i < 3; i++) {
		c->n_runs = 0; /* due again */
		fleet_show(s->f, 0, NULL);
		fleet_ask_first(s->f, 0);
		world_turns(&s->w);
		assert_int_equal(c->n_runs, i == 0);
		assert_true(c->shown);
		fleet_show(s->f, FLEET_NONE, NULL);
	}
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 1);
}

/* Who comes while they are read for nobody need not wait for the next time. */
static void who_comes_while_it_is_read_is_told(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a',
		  (struct fake_reply){ .body = HEALTHY, .after_ms = 1000, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	assert_int_equal(c->n_runs, 1);
	assert_true(row(s, 'a')->refreshing);
	fleet_show(s->f, 0, NULL);
	fleet_ask_first(s->f, 0);
	assert_false(c->shown);
	world_wait(&s->w, 2000);
	assert_true(c->shown); /* planned once more, for who is there */
	assert_false(row(s, 'a')->refreshing);
}

/* Another range while the first one is being read: the stacks need not be read again.
 */
static void what_is_asked_while_it_is_read_comes_after_it(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a',
		  (struct fake_reply){ .body = HEALTHY, .after_ms = 1000, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_show(s->f, 0, NULL);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	assert_int_equal(c->n_plans, 1);
	fleet_ask(s->f, 0);
	assert_int_equal(c->n_plans, 1);
	world_wait(&s->w, 2000);
	assert_int_equal(c->n_plans, 3); /* nothing more is due; asked once more */
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh"), 1);
	assert_false(row(s, 'a')->refreshing);
}

static void what_it_is_made_of_outlives_the_run(void **state)
{
	struct scene *s = *state;
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	struct signals other;
	struct node *n = node_object(&arena);

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	signals_to_node(&arena, n, &row(s, 'a')->signals, row(s, 'a')->inst);
	signals_init(&other, counting_only, &s->config);
	signals_from_node(&other, n);
	assert_int_equal(other.members.n, 1);
	assert_string_equal(other.members.items[0].name, "load");
	assert_int_equal(other.n_stacks, 1);
	assert_int_equal(other.read_sec, row(s, 'a')->signals.read_sec);
	signals_release(&other);
	arena_release(&arena);
}

/* A probe that keeps nothing between runs is remembered by what it said. */
static void what_was_said_outlives_the_run(void **state)
{
	struct scene *s = *state;
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	struct signals other;
	struct health h = { 0 };
	struct node *n = node_object(&arena);

	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	signals_to_node(&arena, n, &row(s, 'a')->signals, row(s, 'a')->inst);
	signals_init(&other, counting_only, &s->config);
	signals_from_node(&other, n);
	signals_forget_records(&other);
	signals_judge(&other, row(s, 'a')->inst, 0, &h);
	assert_int_equal(h.n, 1);
	assert_string_equal(h.rows[0].rule, "alarms-not-read");
	assert_string_equal(h.rows[0].reason, "it was refused");
	assert_int_equal(h.rows[0].seq, -1);
	/* a screen that looks for it is no answer */
	assert_non_null(signals_state_make(&other, &counting_probe));
	health_clear(&h);
	signals_judge(&other, row(s, 'a')->inst, 0, &h);
	assert_int_equal(h.n, 1);
	health_release(&h);
	signals_release(&other);
	arena_release(&arena);
}

/* What each signal tells of a measurement that gets well. */
static void stacks_confirm_no_measurement(void **state)
{
	struct scene *s = *state;
	const struct signals *g = &row(s, 'a')->signals;
	struct counting *c;
	int64_t first;

	expect_listed(s, LISTED);
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	assert_int_equal(signals_answered_sec(g, SIGNAL_ALARMS), 0);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	first = signals_answered_sec(g, SIGNAL_ALARMS);
	assert_true(first >= WORLD_SEC);
	world_wait(&s->w, 60000);
	fleet_refresh(s->f, 0); /* the probe has nothing due */
	world_turns(&s->w);
	assert_true(row(s, 'a')->read_sec > first);
	assert_int_equal(signals_answered_sec(g, SIGNAL_ALARMS), first);
	assert_int_equal(signals_answered_sec(g, SIGNAL_METRICS), 0);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	c->n_runs = 0; /* due again */
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_true(signals_answered_sec(g, SIGNAL_ALARMS) > first);
}

/* An earlier run has said that a's probe was refused. */
static void keep_refusal(struct scene *s)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *n = node_object(&arena), *v;

	node_put_int(&arena, n, "v", 1);
	node_put_text(&arena, n, "account", row(s, 'a')->inst->account);
	node_put_text(&arena, n, "region", row(s, 'a')->inst->region);
	node_put_int(&arena, n, "read_sec", WORLD_SEC - 3600);
	v = node_put(&arena, node_put(&arena, n, "signals", NODE_OBJECT), "verdicts",
		     NODE_LIST);
	v = node_add(&arena, v, NODE_OBJECT);
	node_put_text(&arena, v, "rule", "alarms-not-read");
	node_put_text(&arena, v, "subject", "counting");
	node_put_text(&arena, v, "reason", "it was refused");
	assert_true(fleet_row_from_node(s->f, 0, n));
}

static void what_was_said_stays_until_it_is_answered(void **state)
{
	struct scene *s = *state;
	const struct fleet_row *r = row(s, 'a');

	keep_refusal(s);
	assert_non_null(said(r, "alarms-not-read"));
	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .after_ms = 1000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(counted(s, 0)->n_runs, 1); /* asked, and not answered yet */
	fleet_judge(s->f);
	assert_string_equal(r->worst.rule, "alarms-not-read");
	world_wait(&s->w, 2000);
	assert_null(said(r, "alarms-not-read"));
	assert_int_equal(r->worst.severity, SEV_OK);
}

/* Of what an installation has no more nothing is left to be said. */
static void what_was_said_goes_when_nothing_is_asked(void **state)
{
	struct scene *s = *state;
	struct counting *c;

	keep_refusal(s);
	c = fleet_signal_make(s->f, 0, &counting_probe);
	c->n_runs = 1; /* it wants nothing */
	expect_listed(s, LISTED);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_null(said(row(s, 'a'), "alarms-not-read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_probe_is_told_what_the_installation_is_made_of),
		T(resources_are_asked_for_again_when_a_stack_changes),
		T(a_stack_that_is_gone_takes_its_resources_along),
		T(what_may_not_be_listed_is_not_well),
		T(a_reading_that_does_not_get_through_is_not_well),
		T(what_is_refused_starves_nobody),
		T(many_stacks_leave_room_for_the_probes),
		T(there_is_a_ceiling_of_members),
		T(what_is_kept_is_what_was_said),
		T(a_probe_that_is_refused_does_not_take_the_access_away),
		T(what_was_given_up_is_not_taken_over),
		cmocka_unit_test_setup_teardown(few_are_read_at_once, setup_one_by_one,
						teardown),
		cmocka_unit_test_setup_teardown(who_waits_is_given_up_with_the_others,
						setup_one_by_one, teardown),
		T(what_was_given_up_before_its_signals_is_not_well),
		T(a_screen_that_asks_puts_no_stacks_off),
		T(a_screen_asks_without_the_stacks),
		T(the_first_look_asks_once),
		T(who_comes_while_it_is_read_is_told),
		T(what_is_asked_while_it_is_read_comes_after_it),
		T(what_it_is_made_of_outlives_the_run),
		T(what_was_said_outlives_the_run),
		T(what_was_said_stays_until_it_is_answered),
		T(what_was_said_goes_when_nothing_is_asked),
		T(stacks_confirm_no_measurement),
	};

	scene_probes = counting_only;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

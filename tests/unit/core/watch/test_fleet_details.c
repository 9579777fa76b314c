/*
 * core/watch/fleet.c: the details of stacks: where there is trouble, and where one is
 * open.
 */
#include "tests/unit/core/watch/fleet_world.h"

static void details_are_read_only_where_there_is_trouble(void **state)
{
	struct scene *s = *state;
	const struct stack *st;

	expect_details(s);
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

	expect_details(s);
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .after_ms = 1000 });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	fleet_show(s->f, 0, "acme-core");
	world_wait(&s->w, 3000);
	assert_int_equal(count_sent(s, "ListStackResources"), 1);
	assert_int_equal(count_sent(s, "Action=DescribeStacks&"), 2);
}

static void many_stacks_in_trouble_take_further_intents(void **state)
{
	struct scene *s = *state;

	expect_troubled(s, 60);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(details_are_read_only_where_there_is_trouble),
		T(an_open_stack_is_read_whole_and_at_once),
		T(a_stack_opened_during_a_reading_is_read_after_it),
		T(many_stacks_in_trouble_take_further_intents),
		T(a_stack_that_uses_up_an_act_is_read_alone_and_cut),
		T(details_that_failed_are_read_again),
		T(details_that_fail_later_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * core/watch/fleet.c: data that is old: from the cache, or of a reading before one that
 * failed.
 */
#include "core/watch/fleet_row.h"
#include "tests/unit/core/watch/fleet_world.h"

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
	/* what went wrong stands before what was asked */
	assert_non_null(strstr(row(s, 'a')->worst.reason,
			       " · as of 06:00Z · cloudformation:DescribeStacks"));
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
	expect_details(s);
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
	assert_int_equal(b->worst.severity, SEV_CRIT); /* nobody made it well */
	assert_true(b->stale);
	assert_int_equal(b->failed_sec, first); /* not of the last try */
	/* its age is that of what is shown, not of the failure */
	assert_int_equal(b->health.rows[1].since_sec, WORLD_SEC);
	assert_string_equal(b->health.rows[1].rule, "stale");
	assert_true(str_starts(str_of(b->health.rows[1].reason), "as of 06:00Z · "));
}

/* One attempt a minute later: AWS refuses, answers, or does not answer. */
static const struct verdict *attempt(struct fleet_row *r, int64_t *now_sec,
				     enum err_code code)
{
	char text[301];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	*now_sec += 60;
	kept_err_clear(&r->error);
	if (code == ERR_NONE) {
		r->read_sec = *now_sec;
		kept_err_clear(&r->denial);
		r->denied_sec = r->failed_sec = 0;
	} else {
		kept_err_say(&r->error, code, "it said %s", text);
		r->failed_sec = *now_sec;
	}
	if (code == ERR_DENIED) {
		kept_err_say(&r->denial, r->error.code, "%s", r->error.text);
		r->denied_sec = *now_sec;
	}
	fleet_row_judge(r, *now_sec);
	return &r->worst;
}

/* The row says the same as its verdict does, whatever damping made of that. */
static void access_that_comes_and_goes_is_told_whole(void **state)
{
	static char name[] = "a";
	const struct installation inst = { .name = name };
	struct fleet_row r = { .inst = &inst, .data = FLEET_READ, .seq = -1 };
	int64_t now_sec = WORLD_SEC;
	const struct verdict *v = NULL;

	(void)state;
	attempt(&r, &now_sec, ERR_NONE);
	for (int i = 0; i < 2; i++) {
		attempt(&r, &now_sec, ERR_DENIED);
		attempt(&r, &now_sec, ERR_NONE);
	}
	attempt(&r, &now_sec, ERR_DENIED);
	v = attempt(&r, &now_sec, ERR_TIMEOUT);
	assert_string_equal(v->rule, "no-access");
	assert_true(v->has_was);
	assert_true(strlen(verdict_reason(v)) > sizeof(v->reason)); /* cut */
	assert_true(str_starts(str_of(verdict_reason(v)),
			       "flapping: 4 changes in 20 min · refused at "));
	health_release(&r.health);
	kept_err_clear(&r.error);
	kept_err_clear(&r.denial);
	damper_release(&r.damper);
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
	expect_details(s);
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

/* More stacks in trouble than one act reads: a second one must begin, but what the
 * journal refuses is just that. */
static void check_list_without_last_details(struct scene *s, enum fake_step step,
					    int nth)
{
	const struct fleet_row *r = row(s, 'a');

	expect_troubled(s, 30);
	fake_journal_refuse(s->w.fake, step, nth, 1000, ERR_JOURNAL);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
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
	/* the session's log, the reading's, and that of its second act */
	check_list_without_last_details(*state, FAKE_LOG, 3);
}

static void a_list_on_record_outlives_an_act_that_is_refused(void **state)
{
	/* identity 2, session 2, the list 2, then the second act's intent */
	check_list_without_last_details(*state, FAKE_COMMIT, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_error_after_a_good_reading_keeps_the_stacks),
		T(the_cache_is_painted_as_stale_and_freshened),
		T(the_cache_keeps_what_a_row_was_and_who_refused),
		T(a_failed_reading_leaves_the_state_but_not_as_of_now),
		cmocka_unit_test(access_that_comes_and_goes_is_told_whole),
		T(nothing_goes_on_counting_on_old_data),
		T(a_list_that_the_door_cut_is_not_shown_as_whole),
		T(a_list_that_the_journal_cut_leaves_the_last_one),
		T(a_list_on_record_outlives_an_act_that_cannot_begin),
		T(a_list_on_record_outlives_an_act_that_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Raw beats become slots, gaps with their cause, and verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/watch/beats.h"

#define START (INT64_C(1795442400) / 60 * 60) /* on a minute */

static const struct beat_plan minute = { 60, 30 };

static void take(struct beats *b, int64_t seq, int64_t sec)
{
	beats_take(b,
		   &(struct beat_raw){ "loader", "1", "ok", seq, sec, sec * 1000000 });
}

/* The newest n slots as signs, oldest first. */
static const char *slots(const struct beats *b, int n)
{
	static const char signs[] = "?sd.lM";
	static char text[64];

	for (int i = 0; i < n; i++)
		text[i] = signs[b->agents[0].slots[b->n_slots - n + i]];
	text[n] = '\0';
	return text;
}

static const char *worst(const struct beats *b)
{
	static char rule[32];
	struct health h = { 0 };

	beats_judge(b, &h);
	health_sort(&h);
	rule[0] = '\0';
	if (h.n > 0)
		assert_true(text_copy(rule, sizeof(rule), str_of(h.rows[0].rule)));
	health_release(&h);
	return rule;
}

static void on_time_late_and_missed_are_told_apart(void **state)
{
	struct beats b;
	const struct beat_agent *a;

	(void)state;
	beats_init(&b, &minute, 1, START);
	take(&b, 1, START + 5);
	take(&b, 2, START + 64);  /* on time */
	take(&b, 3, START + 165); /* 41 s over: late */
	take(&b, 4, START + 225);
	take(&b, 5, START + 465); /* three are missing, by its seq not sent */
	beats_settle(&b, START + 470);
	a = &b.agents[0];
	assert_string_equal(slots(&b, 8), "..l.MMM.");
	assert_int_equal(a->n_late, 1);
	assert_int_equal(a->n_missed, 3);
	assert_int_equal(a->n_gaps, 1);
	assert_int_equal(a->gaps[0].missed, 3);
	assert_int_equal(a->gaps[0].cause, BEAT_CAUSE_SILENT);
	assert_string_equal(worst(&b), "beat-ok");
	beats_settle(&b, START + 465 + 95);
	assert_string_equal(worst(&b), "beat-late");
	beats_settle(&b, START + 465 + 155);
	assert_string_equal(worst(&b), "beat-missed");
	assert_int_equal(beats_lag(&b), 155);
	beats_release(&b);
}

static void who_misses_a_beat_again_and_again_is_unsteady(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	for (int i = 0; i < 12; i += i % 3 ? 2 : 1)
		take(&b, i, START + 60 * i);
	beats_settle(&b, START + 60 * 11);
	assert_string_equal(worst(&b), "beat-unsteady");
	beats_release(&b);
}

static void beats_that_were_sent_and_not_received_are_lost(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	take(&b, 1, START);
	take(&b, 5, START + 240);
	take(&b, 1, START + 480);
	beats_settle(&b, START + 490);
	assert_int_equal(b.agents[0].gaps[0].cause, BEAT_CAUSE_LOST);
	assert_int_equal(b.agents[0].gaps[1].cause, BEAT_CAUSE_RESTARTED);
	beats_release(&b);
}

static void a_gap_of_ours_is_never_the_customers(void **state)
{
	const struct beat_span down = { BEAT_SPAN_DOWN, START + 10, START + 250 };
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	beats_span(&b, &down);
	take(&b, 1, START);
	take(&b, 6, START + 300);
	beats_settle(&b, START + 310);
	assert_string_equal(slots(&b, 6), ".dddd.");
	assert_int_equal(b.agents[0].n_missed, 0);
	assert_int_equal(b.agents[0].gaps[0].cause, BEAT_CAUSE_DOWN);
	assert_string_equal(worst(&b), "beat-ok");
	beats_release(&b);
}

static void a_receiver_that_is_down_now_says_nothing_of_the_agents(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	take(&b, 1, START);
	beats_span(&b, &(struct beat_span){ BEAT_SPAN_DOWN, START + 20, 0 });
	beats_settle(&b, START + 600);
	assert_string_equal(worst(&b), "beat-receiver");
	assert_int_equal(b.agents[0].n_missed, 0);
	beats_release(&b);
}

static void a_suspended_account_is_shown_and_misses_nothing(void **state)
{
	const struct account off = { ACCOUNT_SUSPENDED, START + 30, "invoice", "m", 0 };
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	take(&b, 1, START);
	beats_account(&b, &off);
	beats_settle(&b, START + 600);
	assert_int_equal(b.agents[0].n_missed, 0);
	assert_int_equal(b.agents[0].gaps[0].cause, BEAT_CAUSE_SUSPENDED);
	assert_string_equal(worst(&b), "account-suspended");
	beats_release(&b);
}

static void two_readings_give_the_same_as_one(void **state)
{
	static const int at[] = { 0, 61, 119, 300, 330, 360, 610, 700, 765 };
	struct beats one;
	struct beats two;

	(void)state;
	beats_init(&one, &minute, 1, START);
	beats_init(&two, &minute, 1, START);
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		take(&one, (int64_t)i, START + at[i]);
		take(&two, (int64_t)i, START + at[i]);
		beats_settle(&two, START + at[i] + 20);
	}
	beats_settle(&one, START + 900);
	beats_settle(&two, START + 900);
	assert_int_equal(one.start_sec, two.start_sec);
	assert_memory_equal(one.agents[0].slots, two.agents[0].slots,
			    (size_t)one.n_slots);
	assert_int_equal(one.agents[0].n_gaps, two.agents[0].n_gaps);
	assert_memory_equal(one.agents[0].gaps, two.agents[0].gaps,
			    sizeof(*one.agents[0].gaps) * one.agents[0].n_gaps);
	beats_release(&one);
	beats_release(&two);
}

/* What a source tells, as one reading. */
static void reading(struct beats *b, const struct beat_span *span, int64_t seq,
		    int64_t beat_sec, int64_t now_sec)
{
	struct beat_sink sink = beats_sink(b);

	if (span)
		sink.span(sink.ctx, span);
	if (seq)
		sink.beat(sink.ctx, &(struct beat_raw){ "loader", "1", "ok", seq,
							beat_sec, beat_sec * 1000000 });
	sink.end(sink.ctx, NULL);
	beats_settle(b, now_sec);
}

static void a_receiver_that_only_stalled_excuses_nobody_afterwards(void **state)
{
	const struct beat_span down = { BEAT_SPAN_DOWN, START + 1, 0 };
	struct beats b;
	struct beats fresh;

	(void)state;
	beats_init(&b, &minute, 1, START);
	reading(&b, NULL, 1, START, START + 5);
	reading(&b, &down, 0, 0, START + 40);
	assert_string_equal(worst(&b), "beat-receiver");
	reading(&b, NULL, 2, START + 60, START + 65);
	assert_string_equal(worst(&b), "beat-ok");
	/* the agent dies, the receiver is up */
	reading(&b, NULL, 0, 0, START + 1260);
	assert_string_equal(worst(&b), "beat-missed");
	beats_init(&fresh, &minute, 1, START);
	take(&fresh, 1, START);
	reading(&fresh, NULL, 2, START + 60, START + 1260);
	assert_int_equal(b.agents[0].n_missed, fresh.agents[0].n_missed);
	assert_memory_equal(b.agents[0].slots, fresh.agents[0].slots,
			    (size_t)b.n_slots);
	beats_release(&fresh);
	beats_release(&b);
}

static void a_stall_that_ended_is_told_with_its_end(void **state)
{
	struct beat_span down = { BEAT_SPAN_DOWN, START + 1, 0 };
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	reading(&b, NULL, 1, START, START + 5);
	reading(&b, &down, 0, 0, START + 200);
	down.to_sec = START + 230;
	reading(&b, &down, 2, START + 240, START + 250);
	assert_int_equal(b.n_spans, 1);
	assert_string_equal(worst(&b), "beat-ok");
	assert_int_equal(b.agents[0].n_missed, 0);
	beats_release(&b);
}

static void a_reading_that_fails_makes_nobody_silent(void **state)
{
	struct beat_sink sink;
	struct beats b;
	struct err err = ERR_INIT;

	(void)state;
	beats_init(&b, &minute, 1, START + 3000);
	sink = beats_sink(&b);
	sink.beat(sink.ctx,
		  &(struct beat_raw){ "loader", "1", "ok", 1, START, START * 1000000 });
	(void)err_set(&err, ERR_IO, "the disk is gone");
	sink.end(sink.ctx, &err);
	beats_settle(&b, START + 3000);
	assert_string_equal(worst(&b), "beat-unread");
	assert_int_equal(b.agents[0].n_missed, 0);
	beats_release(&b);
}

static void a_time_that_goes_on_is_kept_however_many_are_over(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 24, START);
	beats_span(&b, &(struct beat_span){ BEAT_SPAN_SUSPENDED, START - 5000, 0 });
	for (int i = 0; i < BEATS_SPANS_MAX + 10; i++)
		beats_span(&b, &(struct beat_span){ BEAT_SPAN_DOWN, START + 20 * i,
						    START + 20 * i + 15 });
	assert_int_equal(b.n_spans, BEATS_SPANS_MAX);
	assert_int_equal(b.spans[0].kind, BEAT_SPAN_SUSPENDED);
	assert_int_equal(b.spans[1].from_sec, START + 20 * 11);
	beats_release(&b);
}

static void missed_and_late_are_counted_in_beats_as_gaps_are(void **state)
{
	const struct beat_plan fast = { 10, 5 };
	const struct beat_agent *a;
	struct beats b;

	(void)state;
	beats_init(&b, &fast, 24, START); /* six beats a slot */
	for (int i = 0; i < 60; i++)
		take(&b, i, START + 10 * i);
	take(&b, 60, START + 590 + 118);
	take(&b, 61, START + 590 + 118 + 18); /* late */
	take(&b, 62, START + 590 + 118 + 36);
	beats_settle(&b, START + 590 + 118 + 40);
	a = &b.agents[0];
	assert_int_equal(a->gaps[0].missed, 11);
	assert_int_equal(a->n_missed, 11);
	assert_int_equal(a->n_late, 2);
	/* and while it lasts */
	beats_settle(&b, START + 590 + 118 + 36 + 100);
	assert_int_equal(a->gaps[1].missed, 9);
	assert_int_equal(a->n_missed, 20);
	beats_settle(&b, START + 90000);
	assert_int_equal(a->n_gaps, 1);
	assert_int_equal(a->n_missed, a->gaps[0].missed);
	beats_release(&b);
}

static void who_was_heard_last_is_not_forgotten(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	beats_take(&b, &(struct beat_raw){ "a", "1", "ok", 1, START, START * 1000000 });
	beats_take(&b, &(struct beat_raw){ "z", "1", "ok", 1, START + 60,
					   (START + 60) * 1000000 });
	beats_settle(&b, START + 30 * 86400);
	assert_int_equal(b.n_agents, 1);
	assert_string_equal(b.agents[0].name, "z");
	assert_string_equal(worst(&b), "beat-missed");
	beats_release(&b);
}

static void refuse(struct beats *b, enum beat_verdict v, int64_t sec)
{
	beats_refused(b, &(struct beat_refused){ v, 1, sec });
}

static void what_anybody_can_send_is_no_trouble_of_who_beats(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 3, START);
	refuse(&b, BEAT_WRONG_KEY, START);
	beats_settle(&b, START);
	assert_string_equal(worst(&b), "beat-refused"); /* nobody beats: a wrong key? */
	for (int i = 0; i < 3; i++)
		take(&b, i, START + 60 * i);
	beats_settle(&b, START + 130);
	assert_string_equal(worst(&b), "beat-ok");
	assert_int_equal(beats_count(&b, BEAT_WRONG_KEY), 1);
	beats_settle(&b, START + 220);
	assert_string_equal(worst(&b), "beat-late");
	refuse(&b, BEAT_CROWDED, START + 200);
	take(&b, 3, START + 240);
	beats_settle(&b, START + 250);
	assert_string_equal(worst(&b), "beat-crowded");
	beats_release(&b);
}

static void a_wrong_time_is_told_for_an_hour_and_as_what_it_is(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 3, START);
	refuse(&b, BEAT_PAST, START);
	for (int i = 0; i < 70; i++) {
		take(&b, i, START + 60 * i);
		beats_settle(&b, START + 60 * i);
		assert_string_equal(worst(&b), i < 60 ? "beat-untimely" : "beat-ok");
	}
	beats_release(&b);
}

static void what_a_table_forgot_was_there_all_the_same(void **state)
{
	struct account a = { .since_sec = 1, .heard_sec = START - 9 * 86400 };
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 3, START);
	beats_account(&b, &a);
	beats_settle(&b, START);
	assert_string_equal(worst(&b), "beat-missed");
	a.heard_sec = START - 86400; /* but nothing that it signed */
	beats_account(&b, &a);
	assert_string_equal(worst(&b), "beat-never");
	beats_release(&b);
}

static void nobody_and_words_that_nobody_knows_are_unknown(void **state)
{
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	beats_settle(&b, START);
	assert_string_equal(worst(&b), "beat-never");
	assert_int_equal(beats_lag(&b), -1);
	beats_take(&b, &(struct beat_raw){ "x", "1", "sideways", 1, START,
					   START * 1000000 });
	beats_settle(&b, START);
	assert_string_equal(worst(&b), "beat-status-unknown");
	beats_take(&b, &(struct beat_raw){ "x", "1", "ok", 2, START - 100,
					   (START + 1) * 1000000 });
	beats_settle(&b, START + 1);
	assert_string_equal(worst(&b), "beat-clock");
	beats_release(&b);
}

static void too_many_agents_are_cut_and_silent_ones_forgotten(void **state)
{
	struct beats b;
	char name[16] = "a00";

	(void)state;
	beats_init(&b, &minute, 24, START);
	for (int i = 0; i < BEATS_AGENTS + 5; i++) {
		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		beats_take(&b, &(struct beat_raw){ name, "1", "ok", 1, START,
						   START * 1000000 + i });
	}
	assert_true(b.cut);
	assert_int_equal(b.n_agents, BEATS_AGENTS);
	beats_settle(&b, START + BEATS_FORGET_SEC + 1);
	assert_int_equal(b.n_agents, 1);
	assert_string_equal(worst(&b), "beat-missed");
	beats_release(&b);
}

static void a_strip_shows_the_worst_of_all_agents(void **state)
{
	uint8_t cells[5];
	struct beats b;

	(void)state;
	beats_init(&b, &minute, 1, START);
	for (int i = 0; i < 20; i++) {
		take(&b, i, START + 60 * i);
		if (i < 8 || i > 11)
			beats_take(&b, &(struct beat_raw){
					       "b", "1", "ok", i, START + 60 * i,
					       (START + 60 * i) * 1000000 + 1 });
	}
	beats_settle(&b, START + 60 * 19 + 5);
	beats_strip(&b, 240, 5, cells);
	for (int i = 0; i < 5; i++)
		assert_int_equal(cells[i],
				 i == 2 ? BEAT_SLOT_MISSED : BEAT_SLOT_ON_TIME);
	beats_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_time_late_and_missed_are_told_apart),
		cmocka_unit_test(who_misses_a_beat_again_and_again_is_unsteady),
		cmocka_unit_test(beats_that_were_sent_and_not_received_are_lost),
		cmocka_unit_test(a_gap_of_ours_is_never_the_customers),
		cmocka_unit_test(
			a_receiver_that_is_down_now_says_nothing_of_the_agents),
		cmocka_unit_test(a_suspended_account_is_shown_and_misses_nothing),
		cmocka_unit_test(two_readings_give_the_same_as_one),
		cmocka_unit_test(
			a_receiver_that_only_stalled_excuses_nobody_afterwards),
		cmocka_unit_test(a_stall_that_ended_is_told_with_its_end),
		cmocka_unit_test(a_reading_that_fails_makes_nobody_silent),
		cmocka_unit_test(a_time_that_goes_on_is_kept_however_many_are_over),
		cmocka_unit_test(missed_and_late_are_counted_in_beats_as_gaps_are),
		cmocka_unit_test(who_was_heard_last_is_not_forgotten),
		cmocka_unit_test(what_anybody_can_send_is_no_trouble_of_who_beats),
		cmocka_unit_test(a_wrong_time_is_told_for_an_hour_and_as_what_it_is),
		cmocka_unit_test(what_a_table_forgot_was_there_all_the_same),
		cmocka_unit_test(nobody_and_words_that_nobody_knows_are_unknown),
		cmocka_unit_test(too_many_agents_are_cut_and_silent_ones_forgotten),
		cmocka_unit_test(a_strip_shows_the_worst_of_all_agents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

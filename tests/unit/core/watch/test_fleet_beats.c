/*
 * core/watch/fleet_beats.c: heartbeats reach the fleet from whatever source, and count
 * where the account cannot be reached.
 */
#include "tests/unit/core/watch/fleet_world.h"

#define BEATS_MAX 64

/* A source that yields what a test has put into it. */
struct listed {
	struct beat_source source;
	struct {
		const char *inst;
		struct beat_raw raw;
	} beats[BEATS_MAX];
	size_t n;
	unsigned n_reads;
	bool fails;
};

static void listed_read(struct beat_source *source, const char *inst, int64_t from_sec,
			int64_t after_us, int64_t now_sec, const struct beat_sink *sink)
{
	struct listed *l = (struct listed *)source;
	struct err err = ERR_INIT;

	(void)from_sec;
	(void)now_sec;
	l->n_reads++;
	for (size_t i = 0; i < l->n && !l->fails; i++)
		if (text_eq(l->beats[i].inst, inst) &&
		    l->beats[i].raw.received_us > after_us)
			sink->beat(sink->ctx, &l->beats[i].raw);
	if (l->fails)
		(void)err_set(&err, ERR_IO, "the disk is gone");
	sink->end(sink->ctx, l->fails ? &err : NULL);
}

static const struct beat_source_ops listed_ops = { .read = listed_read };

static int64_t wall_sec(const struct scene *s)
{
	return clock_wall_us(&s->w.clock.clock) / CLOCK_SEC_US;
}

static void beat(struct scene *s, struct listed *l, const char *inst, int64_t seq)
{
	bug_unless(l->n < BEATS_MAX);
	l->beats[l->n].inst = inst;
	l->beats[l->n].raw = (struct beat_raw){
		.agent = "loader",
		.version = "4.1",
		.status = "ok",
		.seq = seq,
		.at_sec = wall_sec(s),
		.received_us = clock_wall_us(&s->w.clock.clock),
	};
	l->n++;
}

/* Installation a sends a beat a minute; the others send none. */
static struct listed *attach(struct scene *s)
{
	struct listed *l = mem_new(1, sizeof(*l));

	l->source.ops = &listed_ops;
	s->config.installations[0].heartbeat_sec = 60;
	s->config.installations[0].heartbeat_grace_sec = 30;
	fleet_set_beats(s->f, &l->source);
	return l;
}

static void detach(struct scene *s, struct listed *l)
{
	fleet_set_beats(s->f, NULL);
	free(l);
}

static void minutes(struct scene *s, struct listed *l, int n, int64_t *seq)
{
	for (int i = 0; i < n; i++) {
		if (seq != NULL)
			beat(s, l, "a", (*seq)++);
		world_wait(&s->w, 60000);
	}
}

static bool has_beat_trouble(const struct fleet_row *row)
{
	for (size_t i = 0; i < row->health.n; i++)
		if (health_rule_find(row->health.rows[i].rule)->signal ==
			    SIGNAL_HEARTBEATS &&
		    row->health.rows[i].severity < SEV_STALE)
			return true;
	return false;
}

static void only_who_sends_beats_is_asked_for(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach(s);

	assert_int_equal(l->n_reads, 1); /* at once: a cached fleet has them */
	assert_int_equal(fleet_beats_pending(s->f), 0);
	assert_true(row(s, 'a')->beats_known);
	assert_false(row(s, 'b')->beats_known);
	world_wait(&s->w, 5000);
	assert_int_equal(l->n_reads, 2);
	detach(s, l);
	world_wait(&s->w, 60000);
}

static void silence_is_trouble_and_ends_with_the_next_beat(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach(s);
	int64_t seq = 1;

	minutes(s, l, 10, &seq);
	assert_false(has_beat_trouble(row(s, 'a')));
	minutes(s, l, 5, NULL);
	assert_true(has_beat_trouble(row(s, 'a')));
	assert_true(row(s, 'a')->beats.agents[0].n_missed > 0);
	/* nothing of the account was ever read: the beats alone say so */
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
	assert_int_equal(fleet_sorted(s->f, 0), 0);
	minutes(s, l, 10, &seq);
	assert_false(has_beat_trouble(row(s, 'a')));
	/* again and again: that is told */
	for (int i = 0; i < 2; i++) {
		minutes(s, l, 3, NULL);
		minutes(s, l, 3, &seq);
	}
	assert_true(has_beat_trouble(row(s, 'a')));
	detach(s, l);
}

/* The beats of an account that cannot be read are no older for that. */
static void beats_are_well_again_whatever_the_account_says(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach(s);
	int64_t seq = 1;

	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .fail = ERR_TIMEOUT });
	fleet_refresh(s->f, 0);
	minutes(s, l, 2, &seq);
	fleet_refresh(s->f, 0);
	minutes(s, l, 2, &seq);
	assert_int_equal(row(s, 'a')->error.code, ERR_TIMEOUT);
	minutes(s, l, 3, NULL);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
	minutes(s, l, 3, &seq);
	assert_false(has_beat_trouble(row(s, 'a')));
	assert_int_equal(row(s, 'a')->worst.severity, SEV_STALE);
	detach(s, l);
}

/* ---- what judging costs ---- */

static unsigned n_judged;

static void *heavy_new(void)
{
	return mem_new(1, 1);
}

static void heavy_free(void *state)
{
	free(state);
}

static bool heavy_plan(void *state, const struct probe_site *site,
		       struct probe_plan *ret)
{
	(void)state;
	(void)site;
	(void)ret;
	return false;
}

static void heavy_judge(const void *state, const struct probe_site *site,
			struct health *h)
{
	(void)state;
	(void)site;
	(void)h;
	n_judged++;
}

static size_t heavy_weight(const void *state)
{
	(void)state;
	return 600;
}

static const struct probe_ops heavy = {
	.id = "heavy",
	.rules = rules_data,
	.new = heavy_new,
	.free = heavy_free,
	.plan = heavy_plan,
	.judge = heavy_judge,
	.weight = heavy_weight,
};

static const struct probe_ops *const heavy_only[] = { &heavy, NULL };

static int setup_heavy(void **state)
{
	int rc;

	scene_probes = heavy_only;
	rc = setup(state);
	scene_probes = NULL;
	return rc;
}

/* All four send beats, and have been read. */
static struct listed *attach_all(struct scene *s)
{
	struct listed *l = attach(s);

	for (int i = 1; i < N; i++) {
		s->config.installations[i].heartbeat_sec = 60;
		s->config.installations[i].heartbeat_grace_sec = 30;
	}
	expect_rest(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	for (int i = 0; i < 2 * N; i++) {
		static const char *const inst[N] = { "a", "b", "c", "d" };

		beat(s, l, inst[i % N], 1 + i / N);
		if (i % N == N - 1)
			world_wait(&s->w, 6000);
	}
	return l;
}

/* A reading that brings nothing new costs no judgement of all that a row has. */
static void nothing_new_is_not_judged_again(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach_all(s);
	unsigned n_reads = l->n_reads;

	n_judged = 0;
	world_wait(&s->w, 30000);
	assert_true(l->n_reads >= n_reads + (unsigned)N * 5);
	assert_int_equal(n_judged, 0);
	/* but what it says is of now */
	assert_string_equal(row(s, 'a')->worst.rule, "beat-ok");
	assert_string_equal(row(s, 'a')->worst.reason,
			    "1 agent beats every 60 s; the last 34 s ago");
	world_wait(&s->w, 300000);
	for (int i = 0; i < N; i++)
		assert_true(has_beat_trouble(fleet_row(s->f, (size_t)i)));
	detach(s, l);
}

/* All fall silent at once: that is judged in more turns than one. */
static void a_turn_judges_a_part_of_the_beats(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach_all(s);
	unsigned most = 0;

	for (int i = 0; i < 400; i++) {
		n_judged = 0;
		fake_clock_advance(&s->w.clock, 1000);
		loop_turn(s->w.loop, 0);
		most = n_judged > most ? n_judged : most;
	}
	assert_int_equal(most, 2);
	for (int i = 0; i < N; i++)
		assert_true(has_beat_trouble(fleet_row(s->f, (size_t)i)));
	detach(s, l);
}

static void a_source_that_fails_makes_nobody_silent(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach(s);
	int64_t seq = 1;

	minutes(s, l, 5, &seq);
	l->fails = true;
	minutes(s, l, 10, &seq);
	assert_int_equal(row(s, 'a')->beats.agents[0].n_missed, 0);
	assert_int_equal(row(s, 'a')->beats.err.code, ERR_IO);
	l->fails = false;
	minutes(s, l, 2, &seq);
	assert_false(has_beat_trouble(row(s, 'a')));
	assert_int_equal(row(s, 'a')->beats.agents[0].seq, seq - 1);
	detach(s, l);
}

static void who_is_looked_at_is_known_for_a_day(void **state)
{
	struct scene *s = *state;
	struct listed *l = attach(s);

	assert_int_equal(row(s, 'a')->beats.n_slots, 3 * 60);
	fleet_show(s->f, 0, NULL);
	world_wait(&s->w, 5000);
	assert_int_equal(row(s, 'a')->beats.n_slots, 24 * 60);
	detach(s, l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(only_who_sends_beats_is_asked_for),
		T(silence_is_trouble_and_ends_with_the_next_beat),
		T(beats_are_well_again_whatever_the_account_says),
		cmocka_unit_test_setup_teardown(nothing_new_is_not_judged_again,
						setup_heavy, teardown),
		cmocka_unit_test_setup_teardown(a_turn_judges_a_part_of_the_beats,
						setup_heavy, teardown),
		T(a_source_that_fails_makes_nobody_silent),
		T(who_is_looked_at_is_known_for_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Every screen at every size of the design, with both sets of glyphs: a table of
 * frames, each compared with tests/screens in three layers: glyphs (.txt), roles
 * (.role) and the cursor (.cur).  CANDOR_UPDATE_GOLDEN=1 rewrites them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/design.h"

/* A screen, and how one gets there from the fleet. */
struct screen {
	const char *name;
	void (*seed)(struct world *w); /* NULL: the invented fleet as it is */
	const char *keys;              /* "" none */
	const char *line;              /* a command; NULL none */
};

struct size {
	int cols, rows;
};

static const struct size sizes[] = { { 120, 35 }, { 100, 30 }, { 80, 24 },
				     { 60, 16 },  { 40, 10 },  { 39, 9 } };

static void design(struct world *w)
{
	design_seed(&w->v);
}

static struct job running[3];

static void jobs(struct world *w)
{
	static const char *const insts[] = { "acme-prod-eu", "delta-prod-2", "" };

	for (size_t i = 0; i < ARRAY_LEN(running); i++) {
		struct job *j = &running[i];

		*j = (struct job){ .since_us = w->v.scene.now_us - 12 * CLOCK_SEC_US,
				   .attempt = 1,
				   .attempts = 3 };
		(void)snprintf(j->id, sizeof(j->id), "act:%zu", i);
		(void)snprintf(j->what, sizeof(j->what), "fleet.refresh");
		(void)snprintf(j->inst, sizeof(j->inst), "%s", insts[i]);
		(void)snprintf(j->state, sizeof(j->state),
			       "waits for cloudformation:DescribeStacks");
	}
	running[1].attempt = 2;
	running[1].throttled = true;
	running[1].next_us = w->v.scene.now_us + 8 * CLOCK_SEC_US;
	(void)snprintf(running[2].what, sizeof(running[2].what), "journal.verify");
	(void)snprintf(running[2].state, sizeof(running[2].state),
		       "4000 of 10561 entries");
	running[2].attempt = 0;
	w->v.scene.jobs = running;
	w->v.scene.n_jobs = ARRAY_LEN(running);
	w->v.scene.pending = w->v.scene.n_running = 2;
}

static const struct screen screens[] = {
	{ "design-overview", design, "Enter", NULL },
	{ "design-stack", design, "", "stack acme-ingest acme-prod-eu" },
	{ "fleet", NULL, "", NULL },
	{ "overview", NULL, "Enter", NULL },
	{ "stacks", NULL, "3", NULL },
	{ "stack", NULL, "", "stack acme-ingest acme-prod-eu" },
	{ "stack-outputs", NULL, "3 Enter Tab Tab Tab F", NULL },
	{ "journal", NULL, "9", NULL },
	{ "access", NULL, "", "access acme-prod-eu" },
	{ "messages", NULL, "x x", "messages" },
	{ "jobs", jobs, "", "jobs" },
};

/* ---- the states of the design's 2.12 ---- */

static struct fleet_row *acme(struct world *w)
{
	return &w->v.rows[0];
}

static void busy(struct world *w, int64_t since_us)
{
	w->v.scene.pending = w->v.scene.n_running = 1;
	w->v.scene.busy_us = w->v.scene.now_us - since_us;
	w->v.scene.waits_for = "cloudformation:DescribeStacks";
}

static void nothing_yet(struct world *w, int64_t since_us)
{
	stacks_release(&acme(w)->stacks);
	acme(w)->data = FLEET_NOTHING;
	acme(w)->refreshing = true;
	acme(w)->read_sec = 0;
	busy(w, since_us);
}

static void loading(struct world *w)
{
	nothing_yet(w, 100000);
}

static void spinning(struct world *w)
{
	nothing_yet(w, 700000);
}

static void slow(struct world *w)
{
	nothing_yet(w, 6 * CLOCK_SEC_US);
}

static void empty(struct world *w)
{
	stacks_release(&acme(w)->stacks);
	acme(w)->n_settled = 0;
}

static void aged(struct world *w, int minutes)
{
	acme(w)->read_sec = MIN_AGO(minutes);
	acme(w)->stale = true;
}

static void stale_warn(struct world *w)
{
	aged(w, 12);
}

static void stale_crit(struct world *w)
{
	aged(w, 55);
}

static void throttled(struct world *w)
{
	struct job *j = &w->v.scene.throttled;

	busy(w, 6 * CLOCK_SEC_US);
	(void)snprintf(j->id, sizeof(j->id), "act:1");
	(void)snprintf(j->inst, sizeof(j->inst), "acme-prod-eu");
	j->throttled = true;
	j->attempt = 3;
	j->attempts = 5;
	j->next_us = w->v.scene.now_us + 10 * CLOCK_SEC_US;
}

static void expiring(struct world *w)
{
	w->v.sessions[0].expires_sec = INVENTED_NOW + 299;
}

static void expired(struct world *w)
{
	w->v.sessions[0].expires_sec = INVENTED_NOW - 60;
}

static void partial(struct world *w)
{
	(void)err_set(&w->v.rows[2].error, ERR_DENIED, "AccessDenied: sts:AssumeRole");
	(void)err_set(&w->v.rows[3].error, ERR_TIMEOUT, "no answer in 20 s");
	w->v.rows[3].stale = true;
}

static void nothing_read(struct world *w)
{
	for (size_t i = 0; i < INVENTED_N; i++) {
		w->v.rows[i].stale = true;
		w->v.rows[i].read_sec = INVENTED_NOW - 5;
	}
}

static void broken(struct world *w)
{
	console_say(w->console, INVENTED_NOW, PROGRAM_PROBLEM,
		    "internal error: acme-prod-eu: the answer of "
		    "cloudformation:DescribeStacks makes no sense; nothing was kept. "
		    ":messages has it all");
}

static void no_journal(struct world *w)
{
	w->v.scene.journal = JOURNAL_BROKEN;
	w->v.scene.journal_why = "journal.db: disk I/O error";
}

/* Seeded after the keys: the state comes while the screen is open. */
static const struct screen states[] = {
	{ "state-loading", loading, "Enter 3", NULL },
	{ "state-spinning", spinning, "Enter 3", NULL },
	{ "state-slow", slow, "Enter 3", NULL },
	{ "state-empty", empty, "Enter 3", NULL },
	{ "state-filtered", NULL, "Enter 3", "filter nowhere" },
	{ "state-stale-warn", stale_warn, "Enter", NULL },
	{ "state-stale-crit", stale_crit, "Enter", NULL },
	{ "state-denied", NULL, "j j Enter", NULL },
	{ "state-throttled", throttled, "Enter", NULL },
	{ "state-expiring", expiring, "Enter", NULL },
	{ "state-expired", expired, "Enter", NULL },
	{ "state-partial", partial, "", NULL },
	{ "state-nothing-read", nothing_read, "", NULL },
	{ "state-internal-error", broken, "", NULL },
	{ "state-no-journal", no_journal, "Enter", NULL },
};

static void compare_layers(struct world *w, const char *name)
{
	static const struct {
		const char *kind;
		void (*dump)(const struct frame *f, struct buf *out);
	} layers[] = {
		{ "txt", frame_dump_text },
		{ "role", frame_dump_roles },
		{ "cur", frame_dump_cursor },
	};

	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

		layers[i].dump(&w->frame, &out);
		compare(name, layers[i].kind, &out);
	}
}

static void frame_of(struct world *w, const struct screen *screen, struct size size,
		     bool ascii)
{
	char name[128];

	(void)snprintf(name, sizeof(name), "frames/%s-%dx%d%s", screen->name, size.cols,
		       size.rows, ascii ? "-ascii" : "");
	glyph_set_init(&w->frame.glyphs, ascii);
	draw(w, size.rows, size.cols);
	compare_layers(w, name);
}

static void go(struct world *w, const struct screen *screen)
{
	draw(w, 35, 120);
	press(w, screen->keys);
	if (screen->line)
		command(w, screen->line);
}

static void start_again(void **state)
{
	struct world *w = *state;

	w->v.scene.jobs = NULL; /* of this file */
	w->v.scene.n_jobs = 0;
	assert_int_equal(teardown(state), 0);
	assert_int_equal(setup(state), 0);
}

static void every_screen_is_drawn_at_every_size(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		struct world *w = *state;

		if (screens[i].seed)
			screens[i].seed(w);
		go(w, &screens[i]);
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
			frame_of(w, &screens[i], sizes[k], false);
			frame_of(w, &screens[i], sizes[k], true);
		}
		start_again(state);
	}
}

static void every_state_has_its_look(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct world *w = *state;

		go(w, &states[i]);
		if (states[i].seed)
			states[i].seed(w);
		frame_of(w, &states[i], (struct size){ 120, 35 }, false);
		frame_of(w, &states[i], (struct size){ 80, 24 }, false);
		start_again(state);
	}
}

/* ---- what holds at every size ---- */

/* Row 1 as text. */
static void first_row(const struct world *w, struct buf *out)
{
	AUTO(buf) all = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	frame_dump_text(&w->frame, &all);
	rest = buf_str(&all);
	buf_add_str(out, str_cut(&rest, '\n'));
}

static bool says(const struct buf *row, const char *word)
{
	return strstr(buf_text(row), word) != NULL;
}

static void must_say(const struct buf *row, const char *word, int rows, int cols)
{
	if (says(row, word))
		return;
	print_message("%dx%d: \"%s\" is not in row 1: %s\n", cols, rows, word,
		      buf_text(row));
	fail();
}

/* Mode, installation, time left and journal always, the account where it fits. */
static void check_row_1(const struct world *w, int rows, int cols)
{
	AUTO(buf) row = BUF_INIT(LIMIT_KIB(64));

	first_row(w, &row);
	must_say(&row, "OBS", rows, cols);
	must_say(&row, "acme-prod-eu", rows, cols);
	must_say(&row, "52m", rows, cols);
	must_say(&row, "#10494", rows, cols);
	if (cols >= 60 && rows >= 16)
		must_say(&row, "441052219917", rows, cols);
	else if (says(&row, "4410"))
		must_say(&row, "441052219917", rows, cols);
}

/* The right half of a wide character follows its left half, and nothing is wider than
 * the frame. */
static void check_cells(const struct world *w)
{
	const struct frame *f = &w->frame;

	for (int row = 0; row < f->rows; row++) {
		int width = 0;

		for (int col = 0; col < f->cols; col++) {
			const struct cell *c = &f->cells[row * f->cols + col];

			assert_true(c->width <= 2);
			assert_true(c->width || col > 0);
			width += c->width;
		}
		assert_int_equal(width, f->cols);
	}
	if (f->cursor_on) {
		assert_in_range(f->cursor_row, 0, f->rows - 1);
		assert_in_range(f->cursor_col, 0, f->cols - 1);
	}
}

static void check_size(struct world *w, int rows, int cols)
{
	bool of_site = text_eq(console_place(w->console)->inst, "acme-prod-eu");

	draw(w, rows, cols);
	check_cells(w);
	if (of_site && cols >= 40)
		check_row_1(w, rows, cols);
}

/* All widths at the heights where the layout changes, and the other way round. */
static void check_sizes(struct world *w)
{
	static const int rows_of_note[] = { 9, 10, 15, 16, 24, 35 };
	static const int cols_of_note[] = { 39, 40, 59, 60, 80, 99, 100, 120 };

	for (size_t i = 0; i < ARRAY_LEN(rows_of_note); i++)
		for (int cols = 1; cols <= 130; cols++)
			check_size(w, rows_of_note[i], cols);
	for (size_t i = 0; i < ARRAY_LEN(cols_of_note); i++)
		for (int rows = 1; rows <= 40; rows++)
			check_size(w, rows, cols_of_note[i]);
}

static void row_1_is_whole_and_nothing_runs_over(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		struct world *w = *state;

		if (screens[i].seed == jobs)
			jobs(w);
		go(w, &screens[i]);
		check_sizes(w);
		start_again(state);
	}
}

static void the_stack_is_whole_at_every_size(void **state)
{
	struct world *w = *state;

	command(w, "stack acme-ingest acme-prod-eu");
	for (int rows = 1; rows <= 40; rows++)
		for (int cols = 1; cols <= 130; cols++)
			check_size(w, rows, cols);
}

static void the_selection_stays_through_all_sizes(void **state)
{
	struct world *w = *state;
	AUTO(buf) before = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) after = BUF_INIT(LIMIT_KIB(1));

	draw(w, 35, 120);
	press(w, "j j j");
	buf_add_text(&before, w->frame.focus);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		draw(w, sizes[i].rows, sizes[i].cols);
	for (size_t i = ARRAY_LEN(sizes); i-- > 0;)
		draw(w, sizes[i].rows, sizes[i].cols);
	buf_add_text(&after, w->frame.focus);
	assert_string_equal(buf_text(&before), buf_text(&after));
	assert_string_equal(buf_text(&after), "fleet:fjord-prod");
	draw(w, 10, 40);
	press(w, "j");
	draw(w, 35, 120);
	assert_string_equal(w->frame.focus, "fleet:harbor-prod");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_screen_is_drawn_at_every_size),
		CASE(every_state_has_its_look),
		CASE(row_1_is_whole_and_nothing_runs_over),
		CASE(the_stack_is_whole_at_every_size),
		CASE(the_selection_stays_through_all_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

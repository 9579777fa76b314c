/*
 * Every screen, page, menu, line and question of the console at every size of the
 * design, with both sets of glyphs: a table of frames, each compared with
 * tests/screens (golden.h).  The last tests see to it that none is missing, by the
 * program's own tables, and none left over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>

#include "tests/unit/tui/frame_seeds.h"
#include "tests/unit/tui/golden.h"
#include "tui/console_actions.h"

struct size {
	int cols, rows;
};

static const struct size sizes[] = { { 120, 35 }, { 100, 30 }, { 80, 24 },
				     { 60, 16 },  { 40, 10 },  { 39, 9 } };
static const struct size few[] = { { 120, 35 }, { 80, 24 } };

/* What is drawn, and how one gets there from the fleet; in this order, NULL: none. */
struct screen {
	const char *name;
	void (*seed)(struct world *w);
	const char *keys;
	const char *line; /* a command */
	const char *typed;
	const char *then; /* keys */
	void (*late)(struct world *w);
};

/* A row of the table; a macro, since clang-format would align all rows as one. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

static const struct screen screens[] = {
	ROW("design-fleet", .seed = design_fleet, .late = mark_two),
	ROW("design-overview", .seed = design, .keys = "Enter"),
	ROW("design-stack", .seed = design, .line = "stack acme-ingest acme-prod-eu"),
	ROW("design-journal", .seed = design_journal, .keys = "J j j j j"),
	ROW("design-metrics", .seed = design_metrics_seed, .keys = "4",
	    .late = at_cursor),
	ROW("metrics", .seed = metrics, .keys = "4"),
	ROW("metrics-chart", .seed = metrics, .keys = "4 Tab Enter z h h"),
	ROW("metrics-choose", .seed = metrics, .keys = "4 c j Space"),
	ROW("metrics-none", .keys = "4"),
	ROW("fleet", .keys = ""),
	ROW("overview", .keys = "Enter"),
	ROW("stacks", .keys = "3"),
	ROW("stack", .line = "stack acme-ingest acme-prod-eu"),
	ROW("stack-outputs", .keys = "3 Enter Tab Tab Tab F"),
	ROW("overview-signals", .seed = site_signals, .keys = "Enter Tab"),
	ROW("heartbeats", .seed = site_signals, .line = "hb acme-prod-eu"),
	ROW("heartbeats-agent", .seed = site_signals, .line = "hb acme-prod-eu",
	    .then = "Enter"),
	ROW("heartbeats-wide", .seed = site_signals, .line = "hb acme-prod-eu",
	    .then = "w"),
	ROW("services", .seed = site_signals, .line = "services acme-prod-eu"),
	ROW("services-part", .seed = site_signals, .line = "sv acme-prod-eu",
	    .then = "Enter"),
	ROW("alarms", .seed = site_signals, .line = "alarms acme-prod-eu"),
	ROW("alarms-history", .seed = site_signals, .line = "al acme-prod-eu",
	    .then = "Enter"),
	ROW("journal", .keys = "9"),
	ROW("journal-record", .keys = "9 Enter"),
	ROW("access", .line = "access acme-prod-eu"),
	ROW("messages", .keys = "x x", .line = "messages"),
	ROW("jobs", .seed = jobs, .line = "jobs"),
	ROW("help", .keys = "?"),
	ROW("help-typed", .keys = "?", .typed = "sort"),
	ROW("help-signs", .keys = "?", .typed = "signs"),
	ROW("themes", .seed = themes, .line = "theme"),
	ROW("theme-inspect", .seed = themes, .line = "theme", .late = inspect),
	ROW("raw-json", .keys = "d"),
	ROW("palette", .keys = "Ctrl-P"),
	ROW("palette-typed", .keys = "Ctrl-P", .typed = "stack acme"),
	ROW("palette-chosen", .keys = "Ctrl-P", .typed = "stack acme", .then = "Down"),
	ROW("actions", .keys = "a"),
	ROW("actions-last", .keys = "a G"),
	ROW("sort", .keys = "s"),
	ROW("columns", .keys = "c j j"),
	ROW("command", .keys = ":", .typed = "sta"),
	ROW("command-wrong", .keys = ":", .typed = "stack nowhere", .then = "Enter"),
	ROW("filter", .keys = "/", .typed = "prod"),
	ROW("filter-wrong", .keys = "/", .typed = "prod custmer:acme"),
};

/* With the focus on each stop, in the order of Tab; questions of the table of actions
 * come from that table.  Little stands behind them. */
static const struct screen questions[] = {
	ROW("ask-quit", .keys = "q"),
	ROW("ask-mfa", .line = "messages", .late = mfa),
	ROW("confirm-reason", .line = "messages", .late = ladder_2),
	ROW("confirm-name", .line = "messages", .late = ladder_3),
	ROW("confirm-failed", .line = "messages", .late = ladder_failed),
};

/* Seeded after the keys: the state comes while the screen is open. */
static const struct screen states[] = {
	ROW("state-loading", .keys = "Enter 3", .late = loading),
	ROW("state-spinning", .keys = "Enter 3", .late = spinning),
	ROW("state-slow", .keys = "Enter 3", .late = slow),
	ROW("state-empty", .keys = "Enter 3", .late = empty),
	ROW("state-filtered", .keys = "Enter 3", .line = "filter nowhere"),
	ROW("state-stale-warn", .keys = "Enter", .late = stale_warn),
	ROW("state-stale-crit", .keys = "Enter", .late = stale_crit),
	ROW("state-behind", .late = behind),
	ROW("state-cached", .late = cached),
	ROW("state-denied", .keys = "j j Enter"),
	ROW("state-throttled", .keys = "Enter", .late = throttled),
	ROW("state-expiring", .keys = "Enter", .late = expiring),
	ROW("state-expired", .keys = "Enter", .late = expired),
	ROW("state-partial", .late = partial),
	ROW("state-nothing-read", .late = nothing_read),
	ROW("state-internal-error", .late = broken),
	ROW("state-metrics-denied", .seed = metrics_denied, .keys = "4"),
	ROW("state-metrics-stale", .seed = metrics_stale, .keys = "4"),
	ROW("state-metrics-past", .seed = metrics, .keys = "4 < h h"),
	ROW("state-beats-none", .line = "hb acme-prod-eu"),
	ROW("state-beats-never", .line = "hb acme-prod-eu", .late = beats_never),
	ROW("state-beats-unread", .line = "hb acme-prod-eu", .late = beats_unread),
	ROW("state-beats-behind", .seed = site_signals, .line = "hb acme-prod-eu",
	    .late = beats_behind),
	ROW("state-alarms-behind", .seed = site_signals, .line = "al acme-prod-eu",
	    .late = alarms_behind),
	ROW("state-beats-suspended", .line = "hb acme-prod-eu",
	    .late = beats_suspended),
	ROW("state-services-none", .line = "services acme-prod-eu"),
	ROW("state-services-denied", .line = "services acme-prod-eu",
	    .late = services_denied),
	ROW("state-services-stale", .line = "services acme-prod-eu",
	    .late = stale_signals),
	ROW("state-alarms-none", .line = "alarms acme-prod-eu"),
	ROW("state-alarms-denied", .line = "alarms acme-prod-eu",
	    .late = alarms_denied),
	ROW("state-alarms-noacc", .line = "alarms gale-prod"),
	ROW("state-beats-unknown", .line = "hb gale-prod"),
	ROW("graph-block-metrics", .seed = metrics, .keys = "4", .late = blocks),
	ROW("graph-block-overview", .seed = metrics, .keys = "Enter", .late = blocks),
	ROW("graph-ascii-metrics", .seed = metrics, .keys = "4", .late = plain_graph),
	ROW("graph-ascii-overview", .seed = metrics, .keys = "Enter",
	    .late = plain_graph),
	ROW("graph-ascii-fleet", .seed = design_fleet, .late = plain_graph),
	ROW("state-no-journal", .keys = "Enter", .late = no_journal),
};

/* ---- drawing one ---- */

#define NAME_MAX_LEN 128
#define DRAWN_MAX    4096

/* Names of the files compared so far, and what stood open in them. */
static char files[DRAWN_MAX][NAME_MAX_LEN], seen[DRAWN_MAX][NAME_MAX_LEN];
static size_t n_files, n_seen;

static bool among(char (*names)[NAME_MAX_LEN], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (text_eq(names[i], name))
			return true;
	return false;
}

static void add_name(char (*names)[NAME_MAX_LEN], size_t *n, const char *name)
{
	if (among(names, *n, name))
		return;
	assert_true(*n < DRAWN_MAX);
	text_keep(names[(*n)++], NAME_MAX_LEN, str_of(name));
}

/* The topmost that is open, by its name in the program. */
static void open_now(const struct world *w, struct buf *out)
{
	const struct console *c = w->console;

	if (c->asking)
		buf_addf(out, "question \"%s\"", c->dialog.title);
	else if (c->answer)
		buf_addf(out, "menu \"%s\"", c->menu.opts.focus);
	else if (c->inspect.on)
		buf_add_text(out, "the inspector");
	else if (c->prompting)
		buf_addf(out, "line %d", (int)c->prompting);
	else if (c->describing)
		buf_add_text(out, "raw JSON");
	else
		buf_addf(out, "screen \"%s\" %s", action_views[console_place(c)->view],
			 console_place(c)->view == VIEW_PAGE ? console_place(c)->thing
							     : "");
}

static void frame_of(struct world *w, const char *name, struct size size, bool ascii)
{
	char full[NAME_MAX_LEN - 8];
	char file[NAME_MAX_LEN];
	AUTO(buf) open = BUF_INIT(LIMIT_KIB(1));

	(void)snprintf(full, sizeof(full), "%s-%dx%d", name, size.cols, size.rows);
	draw(w, size.rows, size.cols);
	open_now(w, &open);
	add_name(seen, &n_seen, buf_text(&open));
	for (size_t i = 0; i < ARRAY_LEN(golden_layers) && (i == 0 || !ascii); i++) {
		(void)snprintf(file, sizeof(file), "%s%s.%s", full,
			       ascii ? "-ascii" : "", golden_layers[i].kind);
		add_name(files, &n_files, file);
	}
	if (ascii)
		golden_ascii(&w->frame, full);
	else
		golden(&w->frame, full);
}

static void start_again(void **state)
{
	seeds_release(*state);
	assert_int_equal(teardown(state), 0);
	assert_int_equal(setup(state), 0);
}

/* On a screen of that size; of one that is too small, before it became so. */
static void go(struct world *w, const struct screen *s, struct size size, bool ascii)
{
	glyph_set_init(&w->frame.glyphs, ascii);
	draw(w, size.rows < 10 ? 10 : size.rows, size.cols < 40 ? 40 : size.cols);
	if (s->seed)
		s->seed(w);
	press(w, text_or(s->keys, ""));
	if (s->line)
		command(w, s->line);
	type(w, text_or(s->typed, ""));
	press(w, text_or(s->then, ""));
	if (s->late)
		s->late(w);
}

static void each_size(void **state, const struct screen *s)
{
	for (size_t k = 0; k < 2 * ARRAY_LEN(sizes); k++) {
		go(*state, s, sizes[k / 2], k % 2);
		frame_of(*state, s->name, sizes[k / 2], k % 2);
		start_again(state);
	}
}

/* "safe", "act", "field.0" */
static void each_stop(struct world *w, const char *name, struct size size, bool ascii)
{
	const struct dialog *d = &w->console->dialog;
	size_t stops = d->n_fields + 2;

	assert_true(console_asking(w->console));
	for (size_t i = 0; i < stops; i++) {
		char full[64];
		size_t f = w->console->dialog.focus;

		if (f < d->n_fields)
			(void)snprintf(full, sizeof(full), "%s-field%zu", name, f);
		else
			(void)snprintf(full, sizeof(full), "%s-%s", name,
				       f == d->n_fields ? "safe" : "act");
		frame_of(w, full, size, ascii);
		draw(w, size.rows < 10 ? 10 : size.rows,
		     size.cols < 40 ? 40 : size.cols);
		press(w, "Tab");
	}
}

/* ---- all of them ---- */

static void every_screen_is_drawn_at_every_size(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(screens); i++)
		each_size(state, &screens[i]);
}

static void every_page_is_drawn_at_every_size(void **state)
{
	for (size_t i = 0; app_page_name(i); i++) {
		char name[64];
		struct screen s = { .seed = pages, .line = app_page_name(i) };

		(void)snprintf(name, sizeof(name), "page-%s", app_page_name(i));
		s.name = name;
		each_size(state, &s);
	}
}

static void every_question_is_drawn_with_the_focus_on_each_stop(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		for (size_t k = 0; k < 2 * ARRAY_LEN(sizes); k++) {
			go(*state, &questions[i], sizes[k / 2], k % 2);
			each_stop(*state, questions[i].name, sizes[k / 2], k % 2);
			start_again(state);
		}
}

static void every_action_that_asks_is_drawn(void **state)
{
	struct screen s = { .line = "messages" };

	for (size_t i = 0; i < deeds_n; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "ask-%s", deeds[i].name);
		for (char *c = name; *c; c++)
			*c = *c == ' ' ? '-' : *c;
		for (size_t k = 0; deeds[i].ask && k < 2 * ARRAY_LEN(sizes); k++) {
			struct world *w = *state;

			go(w, &s, sizes[k / 2], k % 2);
			deeds[i].ask(w->console, &w->v.scene, &deeds[i],
				     "acme-prod-eu");
			w->v.scene.now_us += CLOCK_SEC_US;
			each_stop(w, name, sizes[k / 2], k % 2);
			start_again(state);
		}
	}
}

static void every_state_has_its_look(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		for (size_t k = 0; k < ARRAY_LEN(few); k++) {
			go(*state, &states[i], few[k], false);
			frame_of(*state, states[i].name, few[k], false);
			start_again(state);
		}
}

/* ---- none is missing, none is left over ---- */

static size_t need(const char *what, const char *by)
{
	if (among(seen, n_seen, what))
		return 0;
	print_message("%s has no frame (%s)\n", what, by);
	return 1;
}

/* What a key opens, wherever it is pressed. */
static size_t need_what_keys_open(void **state, enum view_id v)
{
	size_t missing = 0;

	for (size_t i = 0; i < action_n_rows; i++) {
		struct world *w = *state;
		struct place p = place_of(v, v == VIEW_FLEET ? "" : "acme-prod-eu",
					  v == VIEW_STACK  ? "acme-ingest"
					  : v == VIEW_PAGE ? "keys"
							   : "");
		AUTO(buf) open = BUF_INIT(LIMIT_KIB(1));
		struct key k = { 0 };

		pages(w);
		console_go(w->console, &w->v.scene, &p);
		if (!keymap_first(&w->console->keymap, (int)v, action_rows[i].action,
				  &k))
			continue;
		w->v.scene.now_us += CLOCK_SEC_US;
		console_key(w->console, &w->v.scene, k);
		open_now(w, &open);
		missing += need(buf_text(&open), action_views[v]);
		start_again(state);
	}
	return missing;
}

static void nothing_of_the_program_has_no_frame(void **state)
{
	size_t missing = need("the inspector", ":theme inspect");

	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++) {
		AUTO(buf) name = BUF_INIT(LIMIT_KIB(1));

		buf_addf(&name, "screen \"%s\" ", action_views[v]);
		if (v != VIEW_PAGE) /* each of them below */
			missing += need(buf_text(&name), "view");
		missing += need_what_keys_open(state, v);
	}
	for (size_t i = 0; app_page_name(i); i++) {
		AUTO(buf) name = BUF_INIT(LIMIT_KIB(1));

		buf_addf(&name, "screen \"%s\" %s", action_views[VIEW_PAGE],
			 app_page_name(i));
		missing += need(buf_text(&name), "page");
	}
	assert_int_equal(missing, 0);
}

static void no_frame_is_left_over(void **state)
{
	DIR *dir = opendir(TEST_DIR "/screens");
	size_t over = 0;

	(void)state;
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (e->d_name[0] == '.' || str_starts(str_of(e->d_name), "kit-") ||
		    among(files, n_files, e->d_name))
			continue;
		print_message("tests/screens/%s: nothing draws it\n", e->d_name);
		over++;
	}
	assert_int_equal(closedir(dir), 0);
	assert_int_equal(over, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_screen_is_drawn_at_every_size),
		CASE(every_page_is_drawn_at_every_size),
		CASE(every_question_is_drawn_with_the_focus_on_each_stop),
		CASE(every_action_that_asks_is_drawn),
		CASE(every_state_has_its_look),
		CASE(nothing_of_the_program_has_no_frame),
		CASE(no_frame_is_left_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

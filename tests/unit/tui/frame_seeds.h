/*
 * What a frame of test_frames.c is about: the scene before its keys, or after them.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_FRAME_SEEDS_H
#define TESTS_UNIT_TUI_FRAME_SEEDS_H

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/design.h"
#include "tests/unit/tui/design_fleet.h"
#include "tests/unit/tui/design_metrics.h"
#include "tests/unit/tui/invented_pages.h"
#include "tests/unit/tui/invented_signals.h"
#include "tests/unit/tui/ladder.h"
#include "tests/unit/tui/worn_theme.h"

/* What the seeds of one frame made beside the world; seeds_release() before it. */
static struct design_fleet seeded_fleet;
static struct worn_theme seeded_theme;
static struct pages seeded_pages;
static struct design_series seeded_series;
static struct invented_signals seeded_signals;
static bool fleet_seeded, themes_seeded, metrics_seeded;

/* ---- what acme-prod-eu tells ---- */

static void site_signals(struct world *w)
{
	invented_signals(&seeded_signals, &w->v.scene, &w->v.insts[0], &w->v.rows[0]);
}

static void beats_suspended(struct world *w)
{
	struct account *a = &seeded_signals.beats.account;

	site_signals(w);
	a->state = ACCOUNT_SUSPENDED;
	a->since_sec = DAYS_AGO(3);
	text_keep(a->reason, sizeof(a->reason), STR("invoice 4711 is open"));
	text_keep(a->who, sizeof(a->who), STR("mira.kovac"));
}

static void beats_never(struct world *w)
{
	signals_beats(&seeded_signals, &w->v.scene, &w->v.insts[0]);
}

static void beats_unread(struct world *w)
{
	beats_never(w);
	kept_err_say(&seeded_signals.beats.err, ERR_IO, "beats.db: disk I/O error");
}

/* What was known before the source failed stands there, and is told as such. */
static void beats_behind(struct world *w)
{
	struct beats *b = &seeded_signals.beats;

	b->now_sec -= 41 * 60;
	kept_err_say(&b->err, ERR_IO, "beats.db: disk I/O error");
	(void)w;
}

static void alarms_behind(struct world *w)
{
	seeded_signals.alarms->read_sec -= 41 * 60;
	kept_err_say(&seeded_signals.alarms->err, ERR_DENIED,
		     "AccessDenied: cloudwatch:DescribeAlarms");
	(void)w;
}

static void alarms_denied(struct world *w)
{
	seeded_signals.alarms = probe_alarms.new();
	kept_err_say(&seeded_signals.alarms->err, ERR_DENIED,
		     "AccessDenied: cloudwatch:DescribeAlarms: the customer's policy "
		     "does not allow it");
	w->v.scene.sites[0].alarms = seeded_signals.alarms;
}

static void services_denied(struct world *w)
{
	struct service_reading *r = &seeded_signals.services.readings[0];

	r->service = "lambda";
	r->error = mem_new(1, sizeof(*r->error));
	(void)err_set(r->error, ERR_DENIED,
		      "AccessDenied: lambda:GetFunctionConfiguration: the customer's "
		      "policy does not allow it");
	w->v.scene.sites[0].services = &seeded_signals.services;
}

/* ---- the design's ---- */

static void design(struct world *w)
{
	design_seed(&w->v);
	site_signals(w);
	design_series_init(&seeded_series, &w->v.scene, w->v.scene.now_sec);
	metrics_seeded = true;
}

static void design_fleet(struct world *w)
{
	design_fleet_init(&seeded_fleet, &w->v.scene);
	fleet_seeded = true;
}

static void mark_two(struct world *w)
{
	static const char *const words[] = { "state:noacc", "state:stale" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		press(w, "/");
		type(w, words[i]);
		press(w, "Enter Space Esc");
	}
	press(w, "g");
}

static void design_journal(struct world *w)
{
	design_fleet(w);
	w->v.records.search = design_search;
	w->v.records.show = design_show;
	w->v.scene.entries = 10562; /* the newest is #10561 */
	for (size_t i = 0; i < w->v.scene.n_sites; i++)
		w->v.scene.sites[i].entries = 10562;
	w->v.scene.now_sec += 29 * 60;
	w->v.scene.verification = (struct program_verification){ 37, 37, true, false };
}

static void design_metrics_seed(struct world *w)
{
	design_seed(&w->v);
	w->v.scene.now_sec = DESIGN_METRICS_NOW;
	w->v.rows[0].read_sec = w->v.rows[0].tried_sec = DESIGN_METRICS_NOW - 1;
	w->v.records.search = design_visits;
	design_series_init(&seeded_series, &w->v.scene, DESIGN_METRICS_NOW);
	metrics_seeded = true;
}

static void at_cursor(struct world *w)
{
	command(w, "goto 13:52");
}

/* ---- screens ---- */

/* Gaps, no data at all, a newest minute that has not ended. */
static void metrics(struct world *w)
{
	struct series *s = seeded_series.series;

	design_series_init(&seeded_series, &w->v.scene, INVENTED_NOW + 60);
	for (size_t i = 0; i < DESIGN_METRICS; i++)
		s[i].partial = 2;
	for (size_t k = 60; k < 90; k++)
		s[0].values[k] = SERIES_GAP;
	for (size_t k = 0; k < DESIGN_MINUTES; k++)
		s[2].values[k] = SERIES_GAP;
	s[1].values[17] = -2;
	metrics_seeded = true;
}

/* CloudWatch refuses, and always did. */
static void metrics_denied(struct world *w)
{
	metrics(w);
	seeded_series.error = "AccessDenied: cloudwatch:GetMetricData: the customer's "
			      "policy does not allow it";
	for (size_t i = 0; i < DESIGN_METRICS; i++)
		series_clear(&seeded_series.series[i], 0, INVENTED_NOW + 3600);
}

/* It refuses since an hour ago. */
static void metrics_stale(struct world *w)
{
	design_series_init(&seeded_series, &w->v.scene, INVENTED_NOW - 3600);
	seeded_series.error = "AccessDenied: cloudwatch:GetMetricData: the customer's "
			      "policy does not allow it";
	metrics_seeded = true;
}

static struct job running[3];

/* Signs of charts, once they are drawn. */
static void blocks(struct world *w)
{
	glyph_set_graph(&w->frame.glyphs, GRAPH_BLOCK);
}

static void plain_graph(struct world *w)
{
	glyph_set_graph(&w->frame.glyphs, GRAPH_ASCII);
}

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

static void pages(struct world *w)
{
	seeded_pages = invented_pages;
	w->v.scene.pages = &seeded_pages;
}

static void themes(struct world *w)
{
	worn_theme_init(&seeded_theme, &w->v.scene);
	themes_seeded = true;
}

static void inspect(struct world *w)
{
	command(w, "theme inspect");
}

static void seeds_release(struct world *w)
{
	w->v.scene.jobs = NULL; /* of this file */
	w->v.scene.n_jobs = 0;
	if (fleet_seeded)
		design_fleet_release(&seeded_fleet);
	if (themes_seeded)
		worn_theme_release(&seeded_theme);
	invented_signals_release(&seeded_signals);
	if (metrics_seeded)
		design_series_release(&seeded_series);
	w->v.scene.metrics = NULL;
	fleet_seeded = themes_seeded = metrics_seeded = false;
}

/* ---- questions ---- */

static bool never(struct console *c, const struct scene *s, struct str reason,
		  struct err *err)
{
	(void)c;
	(void)s;
	(void)reason;
	return err_set(err, ERR_JOURNAL, "the journal cannot be written");
}

static void ladder_2(struct world *w)
{
	ladder_ask(w, CONFIRM_L2, never);
}

static void ladder_3(struct world *w)
{
	ladder_ask(w, CONFIRM_L3, never);
	press(w, "S-Tab S-Tab");
	type(w, "report follows by 2026-11-24, agreed with s.weber");
	press(w, "Tab");
	type(w, "acme-prod-");
	press(w, "Tab");
}

/* It was tried, and could not be done. */
static void ladder_failed(struct world *w)
{
	ladder_ask(w, CONFIRM_L1, never);
	press(w, "Tab Enter");
}

static void mfa(struct world *w)
{
	console_ask_mfa(w->console, &w->v.scene, "arn:aws:iam::305518842907:mfa/mira",
			"the code was not accepted; a code works once");
	type(w, "123");
}

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

static void stale_signals(struct world *w)
{
	site_signals(w);
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
	kept_err_say(&w->v.rows[2].error, ERR_DENIED, "AccessDenied: sts:AssumeRole");
	kept_err_say(&w->v.rows[3].error, ERR_TIMEOUT, "no answer in 20 s");
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

static void cached(struct world *w)
{
	invented_cache(&w->v);
}

static void behind(struct world *w)
{
	w->v.rows[0].read_sec = MIN_AGO(3);
	w->v.rows[0].tried_sec = MIN_AGO(0);
	w->v.rows[0].stale = true;
	kept_err_say(&w->v.rows[0].error, ERR_NET,
		     "cloudformation:DescribeStacks: no connection");
}

#endif

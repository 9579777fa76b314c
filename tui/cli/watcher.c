/*
 * candor watch [INSTALLATION]... [--once] [--every 60s] [--rounds]: reads, judges, and
 * tells what changed its state; nobody has to look.
 */
#include <signal.h>
#include <stdlib.h>

#include "core/access/config.h"
#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/watch/item.h"
#include "tui/cli/live.h"
#include "tui/cli/tell.h"
#include "tui/cli/watch.h"

#define TURN_MS     200
#define EVERY_SEC   60
#define EVERY_LEAST 10
#define EVERY_MOST  86400
#define REASONS     10 /* verdicts in a document */

struct change {
	const struct fleet_row *row;
	enum severity was;
	char *document;
};

struct watcher {
	struct cli *cli;
	struct live live;
	struct tell tell;
	struct doc doc; /* errors and facts of the run */
	bool *watched;  /* by index; NULL: all */
	bool once;
	int64_t every_sec;
	int64_t round_sec;      /* when the round began */
	size_t n_changes;       /* of the round */
	struct change *changes; /* of them, those that are to be printed */
	size_t n_told, cap_told;
};

static struct fleet *fleet_of(const struct watcher *w)
{
	return program_fleet(w->cli->program);
}

static bool is_watched(const struct watcher *w, size_t i)
{
	return !w->watched || w->watched[i];
}

/* ---- what is printed ---- */

static void print_document(struct watcher *w, const char *json)
{
	out_text(&w->cli->out, json);
	(void)out_flush(&w->cli->out); /* a closed one ends the run */
}

/* "2026-11-23T14:01:50Z acme-prod-eu OK -> CRIT stack-rolled-back: ..." */
static void print_change(struct watcher *w, const struct fleet_row *row,
			 enum severity was)
{
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);

	clock_rfc3339(&text, cli_now(w->cli));
	buf_addf(&text, " %s %s -> %s %s: ", row->inst->name, severity_name(was),
		 severity_name(row->worst.severity), row->worst.rule);
	buf_add_text(&text, verdict_reason(&row->worst));
	out_safe(&w->cli->out, buf_str(&text));
	print_document(w, "\n");
}

static bool change_document(struct watcher *w, const struct fleet_row *row,
			    enum severity was, struct buf *out)
{
	AUTO(doc) d = { 0 };

	doc_init(&d, "watch.change", cli_now(w->cli));
	watch_place(&d, row);
	doc_text(&d, d.extra, "was", item_state(was));
	item_why(&d.arena, d.extra, &row->worst); /* its state is the place's */
	for (size_t i = 0; i < row->health.n && i < REASONS; i++)
		if (row->health.rows[i].severity != SEV_OK)
			(void)watch_verdict(&d, &row->health.rows[i]);
	d.facts.read = true;
	d.facts.problems = row->worst.severity != SEV_OK;
	return doc_json(&d, out);
}

static void round_document(struct watcher *w, const size_t counts[SEV_COUNT],
			   struct buf *out)
{
	AUTO(doc) d = { 0 };
	size_t n = 0;

	doc_init(&d, "watch.round", cli_now(w->cli));
	for (int s = 0; s < SEV_COUNT; s++) {
		doc_int(&d, d.extra, item_state((enum severity)s), (int64_t)counts[s]);
		n += counts[s];
	}
	doc_int(&d, d.extra, "installations", (int64_t)n);
	doc_int(&d, d.extra, "changes", (int64_t)w->n_changes);
	doc_int(&d, d.extra, "seconds", cli_now(w->cli) - w->round_sec);
	d.facts.read = true;
	d.facts.problems = counts[SEV_OK] < n;
	if (!doc_json(&d, out))
		buf_clear(out);
}

static void print_round(struct watcher *w, const size_t counts[SEV_COUNT])
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	if (!(w->cli->options->given & OPTION_ROUNDS))
		return;
	if (cli_json(w->cli)) {
		round_document(w, counts, &text);
	} else {
		clock_rfc3339(&text, cli_now(w->cli));
		for (int s = 0; s < SEV_COUNT; s++)
			buf_addf(&text, " %s %zu", severity_name((enum severity)s),
				 counts[s]);
		buf_addf(&text, ", %zu changed\n", w->n_changes);
	}
	print_document(w, buf_text(&text));
}

/* ---- a round ---- */

/* Nothing was read yet, because candor itself could not begin: that is no state. */
static bool says_something(const struct fleet_row *row)
{
	return !text_eq(row->worst.rule, "not-read");
}

static void compare(struct watcher *w, const struct fleet_row *row)
{
	AUTO(buf) document = BUF_INIT(LIMIT_WEBHOOK);
	enum severity was = SEV_OK;
	struct change *c;

	(void)told_state(&w->tell.told, row->inst->name, &was);
	if (was == row->worst.severity || !says_something(row))
		return;
	w->n_changes++;
	if (!change_document(w, row, was, &document)) {
		out_message("%s: its change is too large to be told", row->inst->name);
		return;
	}
	tell_change(&w->tell, row->inst->name, row->worst.severity,
		    buf_text(&document));
	c = VEC_PUSH(w->changes, w->n_told, w->cap_told);
	*c = (struct change){ row, was, buf_take(&document) };
}

static void print_changes(struct watcher *w)
{
	for (size_t i = 0; i < w->n_told; i++) {
		struct change *c = &w->changes[i];

		if (cli_json(w->cli))
			print_document(w, c->document);
		else
			print_change(w, c->row, c->was);
		free(c->document);
	}
	w->n_told = 0;
}

static void end_round(struct watcher *w)
{
	struct fleet *f = fleet_of(w);
	size_t counts[SEV_COUNT] = { 0 };

	fleet_judge(f);
	w->n_changes = 0;
	for (size_t at = 0; at < fleet_n(f); at++) {
		const struct fleet_row *row = fleet_row(f, fleet_sorted(f, at));

		if (!is_watched(w, row->index))
			continue;
		counts[row->worst.severity]++;
		compare(w, row);
	}
	tell_keep(&w->tell); /* all at once, and before anybody knows of any */
	print_changes(w);
	print_round(w, counts);
}

static void begin_round(struct watcher *w)
{
	struct program *p = w->cli->program;

	w->round_sec = cli_now(w->cli);
	if (program_stage(p) == PROGRAM_FAILED)
		program_retry(p);
	if (!w->watched)
		program_refresh(p, FLEET_NONE);
	for (size_t i = 0; w->watched && i < fleet_n(fleet_of(w)); i++)
		if (w->watched[i])
			program_refresh(p, i);
}

/* The journal cannot be written: nothing is read any more, so nothing is watched. */
static bool journal_is_broken(struct watcher *w)
{
	struct program *p = w->cli->program;
	struct journal *j = program_journal(p);
	struct err err = ERR_INIT;

	if (w->doc.facts.journal)
		return true;
	if (program_stage(p) == PROGRAM_FAILED &&
	    program_trouble(p)->code == ERR_JOURNAL)
		doc_error(&w->doc, NULL, program_trouble(p));
	else if (j && journal_state(j) != JOURNAL_OK && j->why[0]) {
		(void)err_set(&err, ERR_JOURNAL,
			      "watching ends: the journal cannot be written: %s",
			      j->why);
		doc_error(&w->doc, NULL, &err);
	}
	return w->doc.facts.journal;
}

/* False: the run ends. */
static bool turn(struct watcher *w)
{
	loop_turn(program_loop(w->cli->program), TURN_MS);
	if (w->live.signal || w->cli->out.closed || w->cli->out.error ||
	    journal_is_broken(w))
		return false;
	tell_step(&w->tell);
	return true;
}

static bool one_round(struct watcher *w)
{
	struct program *p = w->cli->program;

	begin_round(w);
	while (program_pending(p) > 0 && program_stage(p) != PROGRAM_FAILED)
		if (!turn(w))
			return false;
	end_round(w);
	return true;
}

/* Until the next round, or in a run of one until all is told. */
static bool pause_round(struct watcher *w)
{
	while (w->once ? !tell_idle(&w->tell)
		       : cli_now(w->cli) < w->round_sec + w->every_sec)
		if (!turn(w))
			return false;
	return !w->once;
}

static void watch(struct watcher *w)
{
	while (one_round(w) && pause_round(w))
		continue;
}

/* ---- the verb ---- */

static bool take_every(struct watcher *w, struct err *err)
{
	const char *text = w->cli->options->every;
	struct str s = str_of(text);
	int64_t unit = 1, n = 0;

	w->every_sec = EVERY_SEC;
	if (!(w->cli->options->given & OPTION_EVERY))
		return true;
	if (s.len > 0 && (s.p[s.len - 1] == 'm' || s.p[s.len - 1] == 'h'))
		unit = s.p[s.len - 1] == 'm' ? 60 : 3600;
	if (s.len > 0 && (unit > 1 || s.p[s.len - 1] == 's'))
		s.len--;
	if (str_int(s, 1, EVERY_MOST, &n) && n * unit >= EVERY_LEAST &&
	    n * unit <= EVERY_MOST) {
		w->every_sec = n * unit;
		return true;
	}
	return err_set(err, ERR_ARG,
		       "--every takes a time from 10s to 24h, like 60s or 5m");
}

static bool choose(struct watcher *w, struct err *err)
{
	const struct cli *c = w->cli;

	if (c->n_args > 0)
		w->watched = mem_new(fleet_n(fleet_of(w)) + 1, sizeof(*w->watched));
	for (size_t i = 0; i < c->n_args; i++) {
		if (!cli_installation(c, c->args[i], err))
			return false;
		w->watched[fleet_find(fleet_of(w), c->args[i])->index] = true;
	}
	return true;
}

static void add_facts(struct watcher *w)
{
	struct program *p = w->cli->program;

	for (size_t i = 0; i < fleet_n(fleet_of(w)); i++)
		if (is_watched(w, i))
			watch_facts(&w->doc, fleet_row(fleet_of(w), i), false);
	if (program_stage(p) == PROGRAM_FAILED && !w->doc.facts.journal)
		doc_error(&w->doc, NULL, program_trouble(p));
	w->doc.facts.failed = w->doc.facts.failed || w->tell.bad;
}

static void run(struct watcher *w)
{
	if (live_start(&w->live, w->cli, &w->doc)) {
		watch(w);
		if (w->once && !w->live.signal)
			add_facts(w);
	}
	if (w->tell.act)
		act_cancel(w->tell.act);
	live_end(&w->live, &w->doc);
	if (!w->once && w->live.signal == SIGTERM) /* as it is asked to end */
		w->doc.facts.signal = 0;
}

static int end(struct watcher *w, const struct err *err)
{
	int code = err ? cli_fail(w->cli, err) : doc_exit(&w->doc);

	if (!err)
		cli_print_errors(&w->doc);
	tell_close(&w->tell);
	doc_release(&w->doc);
	free(w->watched);
	free(w->changes);
	if (!err && w->cli->out.error && code <= EXIT_CODE_PROBLEMS)
		code = EXIT_CODE_OUTPUT;
	return code;
}

int cli_watch(struct cli *c)
{
	struct watcher w = { .cli = c,
			     .once = c->options->given & OPTION_ONCE,
			     .tell.lock_fd = -1 };
	struct err err = ERR_INIT;
	int code = EXIT_CODE_FINE;

	if (c->host) {
		(void)err_set(&err, ERR_ARG,
			      "watch runs by itself: candor watch, in a shell");
		return cli_fail(c, &err);
	}
	code = cli_open(c);
	if (code != EXIT_CODE_FINE)
		return code;
	program_cached(c->program);
	doc_init(&w.doc, "watch", cli_now(c));
	if (!take_every(&w, &err) || !choose(&w, &err) ||
	    !tell_open(&w.tell, c, w.once, &err))
		return end(&w, &err);
	run(&w);
	return end(&w, NULL);
}

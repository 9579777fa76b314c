/*
 * The loop of the verbs.  The first Ctrl-C (or TERM, HUP) gives up what runs: outcomes
 * are written, sessions closed, and the exit code is 128 + signal.  A second one cuts
 * the wait for calls in flight short; what they did is in the journal all the same.
 */
#include "tui/cli/live.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>

#include "core/watch/fleet.h"
#include "tui/cli/ask.h"
#include "tui/kit/signals.h"

#define TURN_MS 200

static void paint_progress(struct live *l)
{
	struct fleet_progress p = fleet_progress(program_fleet(l->cli->program));
	char line[160];

	if (l->ask || !progress_due(&l->progress))
		return;
	if (p.n == 0)
		(void)snprintf(line, sizeof(line), "signing in; Ctrl-C stops");
	else
		(void)snprintf(line, sizeof(line),
			       "reading %zu of %zu, %lld s; Ctrl-C stops",
			       p.n - p.running, p.n,
			       (long long)progress_seconds(&l->progress));
	progress_paint(&l->progress, line);
}

static void said(void *ctx, enum program_tone tone, const char *text)
{
	struct live *l = ctx;

	if (tone == PROGRAM_NOTE)
		return;
	progress_wipe(&l->progress);
	out_message("%s", text);
}

static void on_code(void *ctx, const char *text)
{
	struct live *l = ctx;
	struct ask *answered = l->ask;

	l->ask = NULL; /* the answer may lead to the next question at once */
	program_mfa(l->cli->program, text);
	ask_end(answered);
}

static void on_ask(void *ctx, const char *device, const char *why)
{
	struct live *l = ctx;
	struct err err = ERR_INIT;
	AUTO(buf) prompt = BUF_INIT(1024);

	progress_wipe(&l->progress);
	if (why)
		buf_addf(&prompt, "%s\n", why);
	buf_addf(&prompt, "MFA code of %s, not shown: ", device);
	ask_end(l->ask);
	l->ask = NULL;
	if (ask_begin(program_loop(l->cli->program), buf_text(&prompt), on_code, l,
		      &l->ask, &err))
		return;
	out_error(&err);
	program_mfa(l->cli->program, NULL);
}

static void give_up(struct live *l, int number)
{
	if (!l->signal)
		l->signal = number;
	progress_wipe(&l->progress);
	ask_end(l->ask);
	l->ask = NULL;
	program_cancel(l->cli->program);
}

/* Ctrl-Z: the shell must not get a terminal that shows nothing typed. */
static void stop(struct live *l)
{
	progress_wipe(&l->progress);
	ask_pause(l->ask);
	signals_stop_self();
	ask_resume(l->ask);
}

static void on_signals(void *ctx, int fd, short revents)
{
	struct live *l = ctx;

	(void)fd;
	(void)revents;
	for (int n = signals_next(); n != 0; n = signals_next()) {
		if (n == SIGINT || n == SIGTERM || n == SIGHUP || n == SIGQUIT)
			give_up(l, n);
		else if (n == SIGTSTP)
			stop(l);
	}
}

static bool listen_to_signals(struct live *l, struct err *err)
{
	if (!signals_open(err))
		return false;
	loop_watch(program_loop(l->cli->program), signals_fd(), POLLIN, on_signals, l);
	return true;
}

bool live_start(struct live *l, struct cli *c, struct doc *d)
{
	struct err err = ERR_INIT;

	*l = (struct live){ .cli = c };
	if (c->host)
		return true;
	progress_init(&l->progress, program_env(c->program, "TERM"));

	struct program_events events = { .said = said, .ctx = l };

	if (ask_possible())
		events.ask_mfa = on_ask;
	program_listen(c->program, &events);
	if (listen_to_signals(l, &err) && program_start(c->program, &err))
		return true;
	doc_error(d, NULL, &err);
	return false;
}

/* Who is at the host can give up the wait, not the program. */
static bool host_wait(struct live *l, bool (*until)(void *ctx), void *ctx,
		      struct doc *d)
{
	const struct cli_host *host = l->cli->host;

	if (!host->wait(host->ctx, until, ctx))
		return false;
	if (program_stage(l->cli->program) == PROGRAM_FAILED)
		doc_error(d, NULL, program_trouble(l->cli->program));
	return until(ctx);
}

bool live_wait(struct live *l, bool (*until)(void *ctx), void *ctx, struct doc *d)
{
	struct program *p = l->cli->program;

	if (l->cli->host)
		return host_wait(l, until, ctx, d);
	while (!l->signal && !until(ctx) && program_stage(p) != PROGRAM_FAILED) {
		loop_turn(program_loop(p), TURN_MS);
		paint_progress(l);
	}
	progress_wipe(&l->progress);
	if (l->signal)
		d->facts.signal = l->signal;
	else if (program_stage(p) == PROGRAM_FAILED)
		doc_error(d, NULL, program_trouble(p));
	return !l->signal && until(ctx);
}

static bool nothing_pending(void *ctx)
{
	return program_pending(ctx) == 0;
}

/* A host keeps reading: only what was never read is read for the verb. */
static bool is_news(struct program *p, size_t index)
{
	const struct fleet_row *row =
		index == FLEET_NONE ? NULL : fleet_row(program_fleet(p), index);

	return row && row->data != FLEET_READ && !row->refreshing;
}

bool live_refresh(struct live *l, size_t index, struct doc *d)
{
	if (!l->cli->host || is_news(l->cli->program, index))
		program_refresh(l->cli->program, index);
	return live_wait(l, nothing_pending, l->cli->program, d);
}

/* The last entries of a run are written while leaving: a failure then must be heard. */
static void say_broken(const struct journal *j, struct doc *d)
{
	struct err err = ERR_INIT;

	if (j == NULL || journal_state(j) != JOURNAL_BROKEN)
		return;
	if (!d->facts.journal) {
		(void)err_set(&err, ERR_JOURNAL,
			      "the journal could not be written to its end: %s",
			      j->why);
		doc_error(d, NULL, &err);
	}
	d->facts.journal = true;
}

void live_end(struct live *l, struct doc *d)
{
	struct program *p = l->cli->program;

	if (l->cli->host)
		return;
	program_leave(p);
	while (!program_left(p))
		loop_turn(program_loop(p), TURN_MS);
	progress_wipe(&l->progress);
	if (l->signal)
		d->facts.signal = l->signal;
	say_broken(program_journal(p), d);
	program_listen(
		p, &(struct program_events){ .said = cli_said }); /* l is gone soon */
	ask_end(l->ask);
	l->ask = NULL;
	if (signals_fd() >= 0)
		loop_unwatch(program_loop(p), signals_fd());
	signals_close();
}

/*
 * The life of the line dialogue.
 *
 *   cache -> program_start -> prompt, line, answer, news, prompt ... -> leave
 *
 * Always true: the loop turns while a line is awaited, so that the fleet is read on and
 * acts end; nothing is printed between a prompt and the end of its line but the answer
 * to a signal and the question for a code.
 */
#include "tui/linear_impl.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tui/kit/signals.h"

void linear_say(struct linear *l, const char *fmt, ...)
{
	char line[LIMIT_KIB(4)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, args); /* cut to fit */
	va_end(args);
	out_safe(&l->cli.out, str_of(line));
	out_text(&l->cli.out, "\n");
}

/* ---- the MFA code ---- */

static void on_code(void *ctx, const char *text)
{
	struct linear *l = ctx;
	struct ask *answered = l->ask;

	l->ask = NULL; /* the answer may lead to the next question at once */
	program_mfa(l->program, text);
	ask_end(answered);
	if (l->state == LINEAR_RUNNING || l->ask)
		return;
	out_text(&l->cli.out, l->state == LINEAR_ASKING ? l->question : "candor> ");
	(void)out_flush(&l->cli.out); /* looked at in the end */
}

static void on_ask(void *ctx, const char *device, const char *why)
{
	struct linear *l = ctx;
	struct err err = ERR_INIT;
	AUTO(buf) prompt = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&prompt, "\n%s%sMFA code of %s, not shown: ", text_or(why, ""),
		 text_empty(why) ? "" : "\n", device);
	ask_end(l->ask);
	l->ask = NULL;
	linear_watch(l, false); /* the next line is the code, and goes elsewhere */
	if (ask_begin(l->loop, buf_text(&prompt), on_code, l, &l->ask, &err))
		return;
	out_error(&err);
	program_mfa(l->program, NULL);
}

/* ---- signals ---- */

static void forget_question(struct linear *l)
{
	bool asked = l->ask != NULL;

	ask_end(l->ask);
	l->ask = NULL;
	if (asked)
		program_mfa(l->program, NULL);
}

/* Ctrl-C says no to a question and gives up what runs; where nothing does, the second
 * one leaves. */
static void interrupt(struct linear *l)
{
	bool asked = l->ask != NULL;

	forget_question(l);
	if (l->state == LINEAR_ASKING) {
		l->refused = true;
		return;
	}
	if (l->state == LINEAR_RUNNING && !l->cancelled) {
		l->cancelled = true;
		program_cancel(l->program);
		return;
	}
	if (asked)
		return;
	if (l->warned || l->state == LINEAR_RUNNING) {
		l->over = true;
		return;
	}
	l->warned = true;
	out_text(&l->cli.out,
		 "\nNothing is running; Ctrl-C again leaves candor.\ncandor> ");
	(void)out_flush(&l->cli.out); /* looked at in the end */
}

static void stop(struct linear *l)
{
	ask_pause(l->ask);
	signals_stop_self();
	ask_resume(l->ask);
}

static void on_signals(void *ctx, int fd, short revents)
{
	struct linear *l = ctx;

	(void)fd;
	(void)revents;
	for (int n = signals_next(); n != 0; n = signals_next()) {
		if (n == SIGINT) {
			interrupt(l);
		} else if (n == SIGTSTP) {
			stop(l);
		} else if (n == SIGTERM || n == SIGHUP || n == SIGQUIT) {
			l->signal = n;
			l->over = l->cancelled = true;
			forget_question(l);
		}
	}
}

/* ---- waiting ---- */

bool linear_nothing_pending(void *program)
{
	return program_pending(program) == 0;
}

bool linear_wait(void *linear, bool (*until)(void *ctx), void *ctx)
{
	struct linear *l = linear;
	size_t n = program_pending(l->program);

	if (l->tty && n > 0 && !until(ctx)) {
		linear_say(l, "Reading %zu installation%s; Ctrl-C gives up.", n,
			   n == 1 ? "" : "s");
		(void)out_flush(&l->cli.out); /* looked at in the end */
	}
	while (!l->cancelled && !l->over && !until(ctx) &&
	       program_stage(l->program) != PROGRAM_FAILED)
		loop_turn(l->loop, -1);
	if (l->cancelled)
		linear_say(l, "Given up.");
	return !l->cancelled && !l->over;
}

/* ---- life ---- */

static bool take(struct linear *l, struct err *err)
{
	struct program_events events = { .said = linear_said, .ctx = l };

	if (!signals_open(err))
		return false;
	loop_watch(l->loop, signals_fd(), POLLIN, on_signals, l);
	if (ask_possible())
		events.ask_mfa = on_ask;
	program_listen(l->program, &events);
	return true;
}

static void begin(struct linear *l, const char *inst)
{
	struct err err = ERR_INIT;
	size_t n = fleet_n(program_fleet(l->program));
	char line[PLACE_INST + 8];

	linear_say(l,
		   "candor, %zu installation%s. help lists the commands, quit leaves.",
		   n, n == 1 ? "" : "s");
	program_cached(l->program);
	if (program_start(l->program, &err))
		program_watch(l->program);
	else
		linear_say(l, "%s", err.text);
	if (text_empty(inst))
		return;
	(void)snprintf(line, sizeof(line), "open %s", inst); /* a name fits */
	linear_command(l, line);
}

/* One line: the prompt, what is typed, the answer, and what is new. */
static bool one(struct linear *l)
{
	char line[LIMIT_PROMPT];

	out_text(&l->cli.out, "candor> ");
	if (!out_flush(&l->cli.out) || !linear_line(l, line))
		return false;
	if (!l->tty)
		linear_say(l, "%s", line); /* a transcript shows what was asked */
	fleet_touch(program_fleet(l->program));
	l->state = LINEAR_RUNNING;
	l->cancelled = l->warned = false;
	linear_command(l, line);
	l->state = LINEAR_PROMPT;
	(void)linear_news(l); /* told; how many is of no use here */
	return !l->over;
}

static void leave(struct linear *l)
{
	linear_watch(l, false);
	ask_end(l->ask);
	l->ask = NULL;
	program_leave(l->program);
	while (!program_left(l->program))
		loop_turn(l->loop, -1);
	program_listen(l->program, &(struct program_events){ .said = cli_said });
	if (signals_fd() >= 0)
		loop_unwatch(l->loop, signals_fd());
	signals_close();
}

static int exit_code(const struct linear *l)
{
	const struct journal *j = program_journal(l->program);

	if (program_verification(l->program).bad ||
	    program_trouble(l->program)->code == ERR_JOURNAL ||
	    (j && journal_state(j) == JOURNAL_BROKEN))
		return EXIT_CODE_JOURNAL;
	if (l->signal)
		return EXIT_CODE_SIGNAL + l->signal;
	return l->cli.out.closed || l->cli.out.error ? EXIT_CODE_OUTPUT
						     : EXIT_CODE_FINE;
}

static void init(struct linear *l, struct program *p, const struct options *options,
		 const struct cred_env *env)
{
	*l = (struct linear){ .program = p, .loop = program_loop(p) };
	l->host =
		(struct cli_host){ .options = options, .wait = linear_wait, .ctx = l };
	l->style.wish = (struct out_wish){ .filter = l->filter, .sort = l->sort };
	l->cli = (struct cli){
		.options = options, .env = env, .program = p, .host = &l->host
	};
	l->tty = isatty(STDIN_FILENO);
	out_init(&l->cli.out, STDOUT_FILENO, true);
	l->cli.out.cells = 0; /* nothing is cut */
	l->cli.out.linear = &l->style;
	linear_news_init(l);
}

int linear_run(struct program *p, const char *inst, const struct options *options,
	       const struct cred_env *env)
{
	struct linear *l = mem_new(1, sizeof(*l));
	struct err err = ERR_INIT;
	int code = EXIT_CODE_USAGE;

	init(l, p, options, env);
	if (take(l, &err)) {
		begin(l, inst);
		while (!l->over && one(l))
			;
		if (l->tty && !l->signal)
			linear_say(l, "Leaving: sessions are closed.");
		(void)out_flush(&l->cli.out); /* looked at in exit_code() */
		leave(l);
		code = exit_code(l);
	} else {
		out_error(&err);
	}
	out_release(&l->cli.out);
	linear_news_release(l);
	free(l);
	return code;
}

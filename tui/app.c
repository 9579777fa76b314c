/*
 * The console's turns: terminal and signals in, frames out, the program in between.
 *
 *   first paint (cache) -> program_start -> turns -> leave -> turns -> terminal back
 *
 * What always holds: keys are taken in each turn before anything is drawn, whatever the
 * network does; a frame is drawn only when something may look different, and what looks
 * the same is not written; nothing ticks but the one spinner cell of a request that
 * takes longer than 400 ms.
 */
#include "tui/app.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/log.h"
#include "tui/app_copy.h"
#include "tui/app_impl.h"
#include "tui/cli/doc.h"
#include "tui/cli/out.h"
#include "tui/kit/signals.h"

void app_changed(void *ctx)
{
	struct app *a = ctx;

	a->dirty = true;
	loop_again(a->loop);
}

void app_tell(struct app *a, enum program_tone tone, const char *text)
{
	console_say(a->console, clock_wall_us(a->clock) / CLOCK_SEC_US, tone, text);
	app_changed(a);
}

/* ---- leaving ---- */

static void keep_last(struct app *a, const char *text)
{
	if (!a->last[0])
		(void)snprintf(a->last, sizeof(a->last), "%s", text);
}

void app_leave(struct app *a)
{
	if (a->leaving)
		return;
	a->leaving = true;
	app_restore_save(a);
	app_verify_end(a);
	if (program_stage(a->program) == PROGRAM_NEW) {
		a->over = true;
		return;
	}
	app_tell(a, PROGRAM_NOTE, "Leaving: calls in flight end, sessions are closed.");
	program_leave(a->program);
}

void app_end_by(struct app *a, int number)
{
	if (!a->signal)
		a->signal = number;
	app_leave(a);
}

/* The terminal is gone: its calls in flight still get their outcomes. */
void app_terminal_gone(struct app *a)
{
	if (a->gone)
		return;
	a->gone = true;
	loop_unwatch(a->loop, STDIN_FILENO);
	loop_unwatch(a->loop, STDOUT_FILENO);
	log_line("the terminal is gone");
	app_end_by(a, SIGHUP);
}

/* ---- life ---- */

static int sync_fd_of(const struct program *p)
{
	const char *value = program_env(p, "CANDOR_SYNC_FD");
	int64_t fd = -1;

	if (!text_empty(value) && str_int(str_of(value), 3, 1023, &fd))
		return (int)fd;
	return -1;
}

static bool is_set(const struct program *p, const char *name)
{
	return !text_empty(program_env(p, name));
}

static void read_cache(void *ctx)
{
	struct app *a = ctx;

	program_cached_soon(a->program);
}

/* A dumb terminal says of itself that it has no screen. */
static bool has_screen(const struct program *p, struct err *err)
{
	return !text_eq(program_env(p, "TERM"), "dumb") ||
	       err_set(err, ERR_UNSUPPORTED,
		       "TERM=dumb is a terminal without a screen, so the console was "
		       "not begun: candor --linear needs no more than lines, and so do "
		       "the verbs (candor --help)");
}

static bool take_terminal(struct app *a, struct err *err)
{
	struct term_options options = {
		.name = program_env(a->program, "TERM"),
		.meanwhile = read_cache,
		.ctx = a,
	};

	app_theme_options(a, &options);
	if (!has_screen(a->program, err) || !app_theme_flag(a, err) ||
	    !signals_open(err))
		return false;
	a->term = term_curses_new(&options, err);
	if (!a->term)
		return false;
	return app_theme_begin(a, err);
}

static void watch(struct app *a)
{
	loop_watch(a->loop, STDIN_FILENO, POLLIN, app_input_ready, a);
	loop_watch(a->loop, signals_fd(), POLLIN, app_signal_ready, a);
	if (a->sync_fd >= 0)
		loop_watch(a->loop, a->sync_fd, POLLIN, app_sync_ready, a);
	loop_on(a->loop, LOOP_SEND, app_on_send, a);
	loop_on(a->loop, LOOP_DRAW, app_on_draw, a);
	app_theme_watch(a);
	app_keys_watch(a);
}

static void first_place(struct app *a)
{
	struct place p = place_of(VIEW_FLEET, "", "");
	bool named = !text_empty(a->opts->installation);

	app_scene(a);
	console_go(a->console, &a->scene, &p);
	app_restore(a, !named);
	app_history(a);
	if (!named)
		return;
	p = place_of(VIEW_OVERVIEW, a->opts->installation, "");
	console_go(a->console, &a->scene, &p);
}

static void start(struct app *a)
{
	struct err err = ERR_INIT;

	/* what fails is the program's trouble, and said with the next frame */
	if (program_start(a->program, &err))
		program_watch(a->program);
	app_changed(a);
}

static void init(struct app *a, struct program *p, const struct app_opts *opts)
{
	static const struct app_opts defaults = { 0 };
	struct console_host host = app_host_calls;

	*a = (struct app){ .program = p,
			   .opts = opts ? opts : &defaults,
			   .keys_fd = -1,
			   .sync_fd = -1,
			   .accounts = ACCOUNTS_INIT };
	a->loop = program_loop(p);
	a->clock = program_clock(p);
	host.ctx = a;
	a->console = console_new(&host);
	a->ascii = app_ascii(p);
	a->scene.still = settings_is(program_settings(p), SETTING_MOTION, "reduced");
	app_pages(a);
	app_metrics(a);
	a->sync_fd = sync_fd_of(p);
	a->sync_roles = is_set(p, "CANDOR_SYNC_ROLES");
	program_listen(
		p, &(struct program_events){ app_changed, app_said, app_ask_mfa, a });
}

static void release(struct app *a)
{
	program_listen(a->program, &(struct program_events){ 0 });
	app_verify_end(a);
	app_copy_free(a);
	history_release(&a->history);
	app_theme_release(a);
	app_keys_release(a);
	records_db_close(a->records);
	frame_release(&a->frame);
	scene_release(&a->scene);
	checks_release(&a->checks);
	accounts_release(&a->accounts);
	console_free(a->console);
}

static void run(struct app *a)
{
	const char *note = term_note(a->term);

	frame_init(&a->frame, 0, 0);
	a->mouse = settings_is(program_settings(a->program), SETTING_MOUSE, "on");
	term_mouse(a->term, a->mouse);
	app_glyphs(a);
	if (note)
		app_tell(a, PROGRAM_WARNING, note);
	app_keys(a);
	first_place(a);
	app_draw(a);
	watch(a);
	start(a);
	app_input_ready(a, STDIN_FILENO, 0); /* an answer that was cut waits already */
	while (!a->over)
		loop_turn(a->loop, -1);
}

static void forget_loop(struct app *a)
{
	loop_unwatch(a->loop, STDIN_FILENO);
	loop_unwatch(a->loop, STDOUT_FILENO);
	loop_unwatch(a->loop, signals_fd());
	loop_unwatch(a->loop, a->sync_fd);
	loop_disarm(a->loop, a->spin_timer);
	loop_disarm(a->loop, a->left_timer);
	loop_disarm(a->loop, a->input_timer);
	loop_disarm(a->loop, a->draw_timer);
	loop_disarm(a->loop, a->index_timer);
}

static int exit_code(const struct app *a)
{
	const struct journal *j = program_journal(a->program);

	if (a->journal_bad || program_verification(a->program).bad ||
	    program_trouble(a->program)->code == ERR_JOURNAL ||
	    (j && journal_state(j) == JOURNAL_BROKEN))
		return EXIT_CODE_JOURNAL;
	return a->signal ? EXIT_CODE_SIGNAL + a->signal : EXIT_CODE_FINE;
}

int app_run(struct program *p, const struct app_opts *opts)
{
	struct app a;
	struct err err = ERR_INIT;
	int code = EXIT_CODE_USAGE;

	init(&a, p, opts);
	if (take_terminal(&a, &err)) {
		run(&a);
		forget_loop(&a);
		code = exit_code(&a);
	} else {
		keep_last(&a, err.text);
	}
	term_free(a.term);
	signals_close();
	if (a.last[0])
		out_message("%s", a.last);
	release(&a);
	return code;
}

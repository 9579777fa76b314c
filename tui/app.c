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
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/log.h"
#include "tui/app_impl.h"
#include "tui/cli/doc.h"
#include "tui/cli/out.h"
#include "tui/kit/signals.h"
#include "tui/views/lines.h"

#define RESIZE_US     (33 * 1000)  /* a resize storm paints once in this time */
#define CHANGE_US     (100 * 1000) /* and what changes by itself in this */
#define SPIN_FIRST_MS 400
#define SPIN_MS       250
#define SPIN_STILL_MS 5000 /* reduced motion: words, seldom */
#define INDEX_MS      20   /* of feeding the index, each turn */

static void changed(void *ctx)
{
	struct app *a = ctx;

	a->dirty = true;
	loop_again(a->loop);
}

static void tell(struct app *a, enum program_tone tone, const char *text)
{
	console_say(a->console, clock_wall_us(a->clock) / CLOCK_SEC_US, tone, text);
	changed(a);
}

/* ---- leaving ---- */

static void keep_last(struct app *a, const char *text)
{
	if (!a->last[0])
		(void)snprintf(a->last, sizeof(a->last), "%s", text);
}

static void begin_leaving(struct app *a)
{
	if (a->leaving)
		return;
	a->leaving = true;
	app_verify_end(a);
	if (program_stage(a->program) == PROGRAM_NEW) {
		a->over = true;
		return;
	}
	tell(a, PROGRAM_NOTE, "Leaving: calls in flight end, sessions are closed.");
	program_leave(a->program);
}

static void end_by(struct app *a, int number)
{
	if (!a->signal)
		a->signal = number;
	begin_leaving(a);
}

/* The terminal is gone: its calls in flight still get their outcomes. */
static void terminal_gone(struct app *a)
{
	if (a->gone)
		return;
	a->gone = true;
	loop_unwatch(a->loop, STDIN_FILENO);
	loop_unwatch(a->loop, STDOUT_FILENO);
	log_line("the terminal is gone");
	end_by(a, SIGHUP);
}

/* ---- what the console asks for ---- */

/* AWS said that the operator's own credentials are over before their time. */
static bool identity_is_over(const struct app *a)
{
	const struct scene *s = &a->scene;

	for (size_t i = 0; i < s->n_sites; i++) {
		const struct session *ses = s->sites[i].session;

		if (ses && ses->state == SESSION_FAILED &&
		    ses->error.code == ERR_EXPIRED)
			return true;
	}
	return false;
}

static void host_refresh(void *ctx, const char *inst)
{
	struct app *a = ctx;
	const struct fleet_row *row = NULL;

	if (program_ready(a->program) && identity_is_over(a)) {
		tell(a, PROGRAM_NOTE, "The operator's session was over: made anew.");
		identity_start(program_identity(a->program), NULL, NULL);
	}
	if (!inst[0]) {
		program_refresh(a->program, FLEET_NONE);
		return;
	}
	row = fleet_find(program_fleet(a->program), inst);
	if (row)
		program_refresh(a->program, row->index);
}

static void on_renewed(void *ctx, const struct session *session, const struct err *err)
{
	struct app *a = ctx;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (err) {
		tell(a, PROGRAM_PROBLEM, err->text);
		return;
	}
	buf_addf(&text, "Renewed: session %s in %s", session->name,
		 session->inst->name);
	tell(a, PROGRAM_NOTE, buf_text(&text));
}

static void host_renew(void *ctx, const char *inst)
{
	struct app *a = ctx;
	struct sessions *sessions = program_sessions(a->program);
	const struct fleet_row *row = fleet_find(program_fleet(a->program), inst);
	struct err err = ERR_INIT;
	bool begun = false;

	if (!sessions || !row)
		return;
	program_retry(a->program); /* an identity that failed would refuse it */
	if (sessions_get(sessions, row->index, MODE_OBSERVE)->state == SESSION_OPEN)
		begun = sessions_renew(sessions, row->index, MODE_OBSERVE, on_renewed,
				       a, &err);
	else
		begun = sessions_open(sessions, row->index, MODE_OBSERVE, on_renewed, a,
				      &err);
	if (!begun)
		tell(a, PROGRAM_PROBLEM, err.text);
}

static void host_drop(void *ctx, const char *inst)
{
	struct app *a = ctx;
	struct sessions *sessions = program_sessions(a->program);
	const struct fleet_row *row = fleet_find(program_fleet(a->program), inst);

	if (!sessions || !row)
		return;
	sessions_drop(sessions, row->index, MODE_OBSERVE, "operator");
	tell(a, PROGRAM_NOTE, "The session is given up; its keys are wiped.");
}

static void host_verify(void *ctx)
{
	app_verify_begin(ctx);
}

static void host_cancel(void *ctx)
{
	struct app *a = ctx;

	app_verify_end(a);
	program_cancel(a->program);
}

static void host_retry(void *ctx)
{
	program_retry(((struct app *)ctx)->program);
}

static void host_mfa(void *ctx, const char *code)
{
	program_mfa(((struct app *)ctx)->program, code);
}

static void host_redraw(void *ctx)
{
	struct app *a = ctx;

	term_redraw(a->term);
	changed(a);
}

static void host_suspend(void *ctx)
{
	struct app *a = ctx;

	term_suspend(a->term);
	term_resized(a->term);
	changed(a);
}

static void host_quit(void *ctx)
{
	begin_leaving(ctx);
}

static void host_watch(void *ctx, const struct place *p)
{
	struct app *a = ctx;
	struct fleet *fleet = program_fleet(a->program);
	const struct fleet_row *row = NULL;

	if (!fleet)
		return;
	row = p->inst[0] ? fleet_find(fleet, p->inst) : NULL;
	fleet_show(fleet, row ? row->index : FLEET_NONE,
		   row && p->view == VIEW_STACK ? p->thing : NULL);
}

static const struct console_host host_calls = {
	.refresh = host_refresh,
	.renew = host_renew,
	.drop = host_drop,
	.verify = host_verify,
	.cancel = host_cancel,
	.retry = host_retry,
	.mfa = host_mfa,
	.redraw = host_redraw,
	.suspend = host_suspend,
	.quit = host_quit,
	.watch = host_watch,
};

/* ---- what the program says ---- */

static void said(void *ctx, enum program_tone tone, const char *text)
{
	tell(ctx, tone, text);
}

static void ask_mfa(void *ctx, const char *device, const char *why)
{
	struct app *a = ctx;

	app_scene(a);
	console_ask_mfa(a->console, &a->scene, device, why);
	changed(a);
}

/* ---- keys ---- */

static void take_event(struct app *a, const struct term_event *e)
{
	struct fleet *fleet = program_fleet(a->program);

	if (fleet)
		fleet_touch(fleet);
	app_scene(a);
	if (e->kind == TERM_PASTE)
		console_paste(a->console, &a->scene, e->paste);
	else
		console_key(a->console, &a->scene, e->key);
}

static void input_due(void *ctx);

/* Drain what was typed, whatever poll() said: curses may hold bytes. */
static void take_input(struct app *a)
{
	struct term_event e = { 0 };
	int wait_ms = 0;

	loop_disarm(a->loop, a->input_timer);
	a->input_timer = 0;
	while (!a->over && term_next(a->term, &e)) {
		take_event(a, &e);
		a->dirty = a->typed = a->sync_due = true;
	}
	if (term_gone(a->term)) {
		terminal_gone(a);
		return;
	}
	wait_ms = term_wait_ms(a->term);
	if (wait_ms >= 0)
		a->input_timer = loop_arm(a->loop, wait_ms, input_due, a);
}

static void input_due(void *ctx)
{
	struct app *a = ctx;

	a->input_timer = 0;
	take_input(a);
}

static void input_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)fd;
	take_input(a);
	if (!a->gone && (revents & (POLLHUP | POLLERR | POLLNVAL)))
		terminal_gone(a);
}

/* ---- signals ---- */

static void take_signal(struct app *a, int number)
{
	switch (number) {
	case SIGWINCH:
		term_resized(a->term);
		a->resized = true;
		changed(a);
		return;
	case SIGTSTP: host_suspend(a); return;
	case SIGCONT: /* also after a stop that nothing could catch */
		term_resized(a->term);
		host_redraw(a);
		return;
	case SIGHUP:
		a->gone = a->gone || term_gone(a->term);
		end_by(a, number);
		return;
	case SIGTERM:
	case SIGINT:
	case SIGQUIT: end_by(a, number); return;
	default: return;
	}
}

static void signal_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)fd;
	(void)revents;
	for (int number = signals_next(); number; number = signals_next())
		take_signal(a, number);
}

/* ---- drawing ---- */

static void out_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)revents;
	if (!term_push(a->term))
		return;
	loop_unwatch(a->loop, fd);
	a->pushing = false;
	changed(a); /* what was skipped meanwhile */
}

/* The terminal does not read as fast: go on when it does. */
static void plan_push(struct app *a)
{
	if (!term_pending(a->term) || a->pushing)
		return;
	a->pushing = true;
	loop_watch(a->loop, STDOUT_FILENO, POLLOUT, out_ready, a);
}

static void spin_due(void *ctx)
{
	struct app *a = ctx;

	a->spin_timer = 0;
	a->spin++;
	a->dirty = true;
}

/* While something is pending the spinner turns; the first time after 400 ms. */
static void plan_spinner(struct app *a)
{
	int64_t busy_us = a->busy_us ? clock_mono_us(a->clock) - a->busy_us : 0;
	int64_t each_ms = a->scene.still ? SPIN_STILL_MS : SPIN_MS;

	if (!a->busy_us || a->spin_timer || a->gone)
		return;
	if (busy_us / 1000 < SPIN_FIRST_MS)
		each_ms = SPIN_FIRST_MS - busy_us / 1000;
	a->spin_timer = loop_arm(a->loop, each_ms, spin_due, a);
}

static void left_due(void *ctx)
{
	struct app *a = ctx;

	a->left_timer = 0;
	a->dirty = true;
}

/* Row 1 is painted anew when 10, 5 and 1 minutes are left, and at the end. */
static void plan_left(struct app *a)
{
	const struct site *site =
		scene_find(&a->scene, console_place(a->console)->inst);
	int64_t next_sec = -1;

	loop_disarm(a->loop, a->left_timer);
	a->left_timer = 0;
	if (site && site->session)
		next_sec = lines_next_left(
			session_left_sec(site->session, a->scene.now_sec));
	if (next_sec >= 0)
		a->left_timer = loop_arm(a->loop, next_sec * 1000 + 100, left_due, a);
}

static void fit_frame(struct app *a)
{
	int rows = 0;
	int cols = 0;

	term_size(a->term, &rows, &cols);
	if (rows != a->frame.rows || cols != a->frame.cols)
		frame_resize(&a->frame, rows, cols);
}

/* A new trouble of the program is said once; the fleet's title keeps it. */
static void say_trouble(struct app *a)
{
	const struct err *trouble = program_trouble(a->program);

	if (text_eq(trouble->text, a->trouble.text))
		return;
	a->trouble = *trouble;
	if (trouble->code == ERR_NONE)
		return;
	console_forget_mfa(a->console);
	console_say(a->console, clock_wall_us(a->clock) / CLOCK_SEC_US, PROGRAM_PROBLEM,
		    trouble->text);
}

static void draw(struct app *a)
{
	a->dirty = a->typed = a->resized = false;
	say_trouble(a);
	app_scene(a);
	fit_frame(a);
	console_draw(a->console, &a->scene, &a->frame);
	a->drawn_us = a->scene.now_us;
	(void)term_draw(a->term, &a->frame);
	plan_push(a);
	a->sync_due = true;
	plan_spinner(a);
	plan_left(a);
}

/* Too soon after the last frame, unless a key waits for its answer. */
static bool too_soon(struct app *a)
{
	int64_t since_us = clock_mono_us(a->clock) - a->drawn_us;
	int64_t each_us = a->resized ? RESIZE_US : CHANGE_US;

	if (a->typed || since_us >= each_us)
		return false;
	loop_disarm(a->loop, a->draw_timer);
	a->draw_timer = loop_arm(a->loop, (each_us - since_us) / 1000 + 1, changed, a);
	return true;
}

/* The tests' idle byte: nothing to read, nothing under way, the frame is out. */
static void sync_when_idle(struct app *a)
{
	enum program_stage stage = program_stage(a->program);
	bool starting = stage == PROGRAM_VERIFYING || stage == PROGRAM_IDENTIFYING;

	if (a->sync_fd < 0 || !a->sync_due || a->dirty || a->verify)
		return;
	if (console_working(a->console))
		return;
	if (a->scene.pending || a->pushing || term_wait_ms(a->term) >= 0)
		return;
	if (starting && !console_asking(a->console))
		return;
	a->sync_due = false;
	term_sync(a->term, a->sync_fd, a->sync_roles);
}

static void on_draw(void *ctx)
{
	struct app *a = ctx;

	if (a->leaving && program_left(a->program))
		a->over = true;
	if (a->gone || a->over)
		return;
	if (a->dirty && !a->pushing && !too_soon(a))
		draw(a);
	sync_when_idle(a);
}

/* ---- the journal's index ---- */

static void open_records(struct app *a)
{
	struct err err = ERR_INIT;

	if (a->records || !program_journal(a->program) || a->records_err.code)
		return;
	if (records_db_open(program_paths(a->program)->state, a->clock,
			    program_config(a->program), &a->records, &err))
		return;
	if (err.code == ERR_BUSY) /* another process writes it: next turn */
		return;
	a->records_err = err;
	tell(a, PROGRAM_WARNING, err.text);
}

/* A view that looks far back does so in slices; what it finds is drawn in between. */
static void work(struct app *a)
{
	if (!console_working(a->console) || a->leaving)
		return;
	app_scene(a);
	console_work(a->console, &a->scene);
	if (!console_working(a->console))
		changed(a); /* its end is to be seen */
	else
		loop_again(a->loop);
	a->dirty = true;
}

/* After the journal's phase of a turn: take in what it gained, in slices. */
static void on_send(void *ctx)
{
	struct app *a = ctx;
	struct journal *j = program_journal(a->program);
	int64_t entries = j ? journal_count(j, -1) : 0;
	bool done = true;

	app_verify_step(a);
	if (!j || a->leaving)
		return;
	open_records(a);
	work(a);
	if (!a->records || entries == a->indexed)
		return;
	if (records_db_catch_up(a->records, INDEX_MS, &done))
		a->dirty = true;
	if (done)
		a->indexed = entries;
	else
		loop_again(a->loop);
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

static bool take_terminal(struct app *a, struct err *err)
{
	struct term_options options = {
		.name = program_env(a->program, "TERM"),
		.no_color = a->opts->no_color || is_set(a->program, "NO_COLOR"),
	};

	if (!signals_open(err))
		return false;
	a->term = term_curses_new(&options, err);
	if (!a->term)
		return false;
	if (!app_theme(a, err))
		return false;
	term_set_theme(a->term, &a->theme);
	return true;
}

static void watch(struct app *a)
{
	loop_watch(a->loop, STDIN_FILENO, POLLIN, input_ready, a);
	loop_watch(a->loop, signals_fd(), POLLIN, signal_ready, a);
	loop_on(a->loop, LOOP_SEND, on_send, a);
	loop_on(a->loop, LOOP_DRAW, on_draw, a);
}

static void first_place(struct app *a)
{
	struct place p = place_of(VIEW_FLEET, "", "");

	app_scene(a);
	console_go(a->console, &a->scene, &p);
	if (text_empty(a->opts->installation))
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
	changed(a);
}

static void init(struct app *a, struct program *p, const struct app_opts *opts)
{
	static const struct app_opts defaults = { 0 };
	struct console_host host = host_calls;

	*a = (struct app){ .program = p,
			   .opts = opts ? opts : &defaults,
			   .sync_fd = -1,
			   .accounts = ACCOUNTS_INIT };
	a->loop = program_loop(p);
	a->clock = program_clock(p);
	host.ctx = a;
	a->console = console_new(&host);
	a->ascii = a->opts->ascii || !app_utf8(p);
	a->scene.still = is_set(p, "NO_MOTION") || is_set(p, "CANDOR_REDUCED_MOTION");
	a->sync_fd = sync_fd_of(p);
	a->sync_roles = is_set(p, "CANDOR_SYNC_ROLES");
	program_listen(p, &(struct program_events){ changed, said, ask_mfa, a });
}

static void release(struct app *a)
{
	program_listen(a->program, &(struct program_events){ 0 });
	app_verify_end(a);
	records_db_close(a->records);
	frame_release(&a->frame);
	scene_release(&a->scene);
	accounts_release(&a->accounts);
	console_free(a->console);
}

static void run(struct app *a)
{
	const char *note = term_note(a->term);

	frame_init(&a->frame, 0, 0);
	if (a->ascii)
		glyph_set_init(&a->frame.glyphs, true);
	else
		a->frame.glyphs = a->theme.glyphs;
	program_cached(a->program);
	if (note)
		tell(a, PROGRAM_WARNING, note);
	first_place(a);
	draw(a);
	watch(a);
	start(a);
	while (!a->over)
		loop_turn(a->loop, -1);
}

static void forget_loop(struct app *a)
{
	loop_unwatch(a->loop, STDIN_FILENO);
	loop_unwatch(a->loop, STDOUT_FILENO);
	loop_unwatch(a->loop, signals_fd());
	loop_disarm(a->loop, a->spin_timer);
	loop_disarm(a->loop, a->left_timer);
	loop_disarm(a->loop, a->input_timer);
	loop_disarm(a->loop, a->draw_timer);
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

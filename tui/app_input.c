/*
 * Keys, pasted text and signals, as the loop finds them.
 */
#include "tui/app_copy.h"
#include "tui/app_impl.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "tui/kit/signals.h"

/* ---- keys ---- */

static void take_paste(struct app *a, const struct term_event *e)
{
	console_paste(a->console, &a->scene, e->paste);
	if (e->lost)
		app_tell(a, PROGRAM_WARNING,
			 "A paste did not end within 10 s: what comes of it is dropped "
			 "until 2 s without a key; Ctrl-C counts at once.");
}

static void take_event(struct app *a, const struct term_event *e)
{
	struct fleet *fleet = program_fleet(a->program);

	if (fleet)
		fleet_touch(fleet);
	app_scene(a);
	if (e->kind == TERM_PASTE)
		take_paste(a, e);
	else if (e->kind == TERM_MOUSE)
		console_mouse(a->console, &a->scene, &a->frame, e->mouse);
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
		a->dirty = a->typed = true;
	}
	app_theme_answer(a);
	if (term_gone(a->term)) {
		app_terminal_gone(a);
		return;
	}
	wait_ms = term_wait_ms(a->term);
	if (wait_ms >= 0)
		a->input_timer = loop_arm(a->loop, wait_ms, input_due, a);
	/* before the replies of this turn, of which there may be many */
	if (a->typed && !a->over && !a->pushing)
		app_draw(a);
}

static void input_due(void *ctx)
{
	struct app *a = ctx;

	a->input_timer = 0;
	take_input(a);
}

void app_input_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)fd;
	take_input(a);
	if (!a->gone && (revents & (POLLHUP | POLLERR | POLLNVAL)))
		app_terminal_gone(a);
}

/* ---- signals ---- */

static void take_signal(struct app *a, int number)
{
	switch (number) {
	case SIGWINCH:
		term_resized(a->term);
		a->resized = true;
		app_changed(a);
		return;
	case SIGTSTP: app_suspend(a); return;
	case SIGCONT: /* also after a stop that nothing could catch */
		term_resized(a->term);
		app_redraw(a);
		return;
	case SIGCHLD: app_copy_child(a); return;
	case SIGHUP:
		a->gone = a->gone || term_gone(a->term);
		app_end_by(a, number);
		return;
	case SIGTERM:
	case SIGINT:
	case SIGQUIT: app_end_by(a, number); return;
	default: return;
	}
}

void app_signal_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)fd;
	(void)revents;
	for (int number = signals_next(); number; number = signals_next())
		take_signal(a, number);
}

/* ---- tests ---- */

void app_sync_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;
	char bytes[16];

	(void)revents;
	if (read(fd, bytes, sizeof(bytes)) <= 0) {
		loop_unwatch(a->loop, fd);
		return;
	}
	a->sync_asked = true;
	a->sync_heard = false;
}

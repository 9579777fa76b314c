/*
 * When a frame is drawn, and what makes the next one due.
 */
#include "tui/app_copy.h"
#include "tui/app_impl.h"

#include <poll.h>
#include <unistd.h>

#include "tui/views/lines.h"

#define RESIZE_US     (33 * 1000)  /* a resize storm paints once in this time */
#define CHANGE_US     (100 * 1000) /* and what changes by itself in this */
#define SPIN_FIRST_MS 400
#define SPIN_MS       250
#define SPIN_STILL_MS 5000 /* reduced motion: words, seldom */

static void out_ready(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)revents;
	if (!term_push(a->term))
		return;
	loop_unwatch(a->loop, fd);
	a->pushing = false;
	app_changed(a); /* what was skipped meanwhile */
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
	console_say(a->console, clock_wall_us(a->clock) / CLOCK_SEC_US, PROGRAM_PROBLEM,
		    trouble->text);
}

void app_draw(struct app *a)
{
	a->dirty = a->typed = a->resized = false;
	say_trouble(a);
	if (!program_asks(a->program))
		console_forget_mfa(a->console);
	app_scene(a);
	fit_frame(a);
	console_draw(a->console, &a->scene, &a->frame);
	a->drawn_us = a->scene.now_us;
	if (a->dump_due)
		app_dump(a);
	(void)term_draw(a->term, &a->frame);
	plan_push(a);
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
	a->draw_timer =
		loop_arm(a->loop, (each_us - since_us) / 1000 + 1, app_changed, a);
	return true;
}

/* The answer to a test: nothing to read, nothing under way, the frame is out.  What
 * came before the question is found by the turn after it. */
static void sync_when_idle(struct app *a)
{
	enum program_stage stage = program_stage(a->program);
	bool starting = stage == PROGRAM_VERIFYING || stage == PROGRAM_IDENTIFYING;

	if (!a->sync_asked || a->dirty || a->verify)
		return;
	if (console_working(a->console) || app_copying(a) || loop_goes_on(a->loop))
		return;
	if (a->scene.pending || a->pushing || term_wait_ms(a->term) >= 0)
		return;
	if (starting && !console_asking(a->console))
		return;
	if (!a->sync_heard) {
		a->sync_heard = true;
		loop_again(a->loop);
		return;
	}
	a->sync_asked = false;
	term_sync(a->term, a->sync_fd, a->sync_roles);
}

void app_on_draw(void *ctx)
{
	struct app *a = ctx;

	if (a->leaving && program_left(a->program))
		a->over = true;
	if (a->gone || a->over)
		return;
	if (a->dirty && !a->pushing && !too_soon(a))
		app_draw(a);
	sync_when_idle(a);
}

/*
 * What the console asks of the program, and what the program says to the console.
 */
#include "tui/app_copy.h"
#include "tui/app_impl.h"

#include "core/base/limits.h"
#include "tui/views/parts.h"

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
		app_tell(a, PROGRAM_NOTE,
			 "The operator's session was over: made anew.");
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
		app_tell(a, PROGRAM_PROBLEM, err->text);
		return;
	}
	buf_addf(&text, "Renewed: session %s in %s", session->name,
		 session->inst->name);
	app_tell(a, PROGRAM_NOTE, buf_text(&text));
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
		app_tell(a, PROGRAM_PROBLEM, err.text);
}

static void host_drop(void *ctx, const char *inst)
{
	struct app *a = ctx;
	struct sessions *sessions = program_sessions(a->program);
	const struct fleet_row *row = fleet_find(program_fleet(a->program), inst);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!sessions || !row)
		return;
	fleet_pause(program_fleet(a->program), row->index);
	sessions_drop(sessions, row->index, MODE_OBSERVE, "operator");
	buf_addf(&text, "The session with %s is given up; ", inst);
	parts_key(&a->scene, ACTION_REFRESH, ":refresh", &text);
	buf_add_text(&text, " on it reads it again.");
	app_tell(a, PROGRAM_NOTE, buf_text(&text));
}

static void host_verify(void *ctx)
{
	app_verify_begin(ctx);
}

static void host_cancel(void *ctx, const char *job)
{
	app_cancel(ctx, job);
}

static void host_retry(void *ctx)
{
	program_retry(((struct app *)ctx)->program);
}

static void host_mfa(void *ctx, const char *code)
{
	program_mfa(((struct app *)ctx)->program, code);
}

void app_redraw(void *ctx)
{
	struct app *a = ctx;

	term_redraw(a->term);
	app_changed(a);
}

void app_suspend(void *ctx)
{
	struct app *a = ctx;

	term_suspend(a->term);
	term_resized(a->term);
	app_changed(a);
}

static void host_quit(void *ctx)
{
	app_leave(ctx);
}

static bool shows_signals(enum view_id view)
{
	return view == VIEW_OVERVIEW || view == VIEW_METRICS || view == VIEW_SERVICES ||
	       view == VIEW_ALARMS;
}

static void host_watch(void *ctx, const struct place *p, bool opened)
{
	struct app *a = ctx;
	struct fleet *fleet = program_fleet(a->program);
	const struct fleet_row *row = NULL;
	const char *stack = p->view == VIEW_STACK ? p->thing : NULL;

	if (!fleet)
		return;
	row = p->inst[0] ? fleet_find(fleet, p->inst) : NULL;
	if (!row)
		fleet_show(fleet, FLEET_NONE, NULL);
	else if (opened)
		fleet_open(fleet, row->index, stack);
	else
		fleet_show(fleet, row->index, stack);
	if (row && p->view != VIEW_METRICS)
		app_metrics_left(a, row);
	if (row && shows_signals(p->view))
		app_signals_shown(a, row);
}

static void host_mouse(void *ctx, bool on)
{
	struct app *a = ctx;

	a->mouse = on;
	term_mouse(a->term, on);
	app_tell(a, PROGRAM_NOTE,
		 on ? "The mouse selects rows and scrolls; Shift-drag selects text; F2 "
		      "gives it back."
		    : "The mouse is the terminal's again: drag selects text.");
}

static void host_ascii(void *ctx, bool on)
{
	struct app *a = ctx;

	if (!on && app_must_ascii(a)) {
		app_tell(a, PROGRAM_WARNING,
			 "The locale, or ambiguous = 2, has nothing but ASCII signs.");
		return;
	}
	a->ascii = on;
	app_glyphs(a);
	app_tell(a, PROGRAM_NOTE,
		 on ? "Plain signs: X CRIT, ! WARN, o OK." : "The signs of the theme.");
}

static void host_dump(void *ctx)
{
	struct app *a = ctx;

	a->dump_due = true; /* once the prompt is gone from the screen */
	app_changed(a);
}

const struct console_host app_host_calls = {
	.refresh = host_refresh,
	.renew = host_renew,
	.drop = host_drop,
	.verify = host_verify,
	.cancel = host_cancel,
	.retry = host_retry,
	.mfa = host_mfa,
	.redraw = app_redraw,
	.suspend = app_suspend,
	.quit = host_quit,
	.remember = app_remember,
	.keys = app_keys_again,
	.watch = host_watch,
	.copy = app_copy,
	.copy_file = app_copy_file,
	.theme = app_theme_wear,
	.mouse = host_mouse,
	.ascii = host_ascii,
	.dump = host_dump,
};

void app_said(void *ctx, enum program_tone tone, const char *text)
{
	app_tell(ctx, tone, text);
}

void app_ask_mfa(void *ctx, const char *device, const char *why)
{
	struct app *a = ctx;

	app_scene(a);
	console_ask_mfa(a->console, &a->scene, device, why);
	app_changed(a);
}

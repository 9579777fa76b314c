/*
 * The console without terminal and program.
 *
 * A key goes to the first that is open of: dialog, prompt, the view's own typing
 * (help), and then through the keymap to an action: of the console itself (below), of
 * the view, or of none, which is said.  Nothing here waits and nothing is sent: wishes
 * go to the host.
 *
 *   PLACES   past[0..at] is where we came from, past[at+1..] where `]` leads to;
 *            q and Esc go to the parent of a screen, [ and ] along the past.
 */
#include "tui/console.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/command.h"
#include "tui/kit/dialog.h"
#include "tui/views/help.h"
#include "tui/views/lines.h"
#include "tui/views/notices.h"
#include "tui/views/views.h"

#define PAST_MAX     100
#define MESSAGES_MAX 500
#define MESSAGE_MAX  4000               /* bytes of one */
#define TWICE_US     (1 * CLOCK_SEC_US) /* Ctrl-C twice within this quits */

enum prompting {
	PROMPTING_NOT,
	PROMPTING_COMMAND,
	PROMPTING_FILTER
};
enum asking {
	ASKING_NOT,
	ASKING_QUIT,
	ASKING_RENEW,
	ASKING_DROP,
	ASKING_MFA
};

struct console {
	struct console_host host;
	struct keymap keymap;
	void *states[VIEW_COUNT];

	struct place past[PAST_MAX];
	size_t n_past, at;
	struct place last; /* for "-" */
	bool has_last;

	enum prompting prompting;
	struct prompt command, filter;
	struct command_error error; /* of the line last entered; text "" none */

	enum asking asking;
	struct dialog dialog;
	char about[PLACE_INST]; /* installation of the dialog */
	struct key key;         /* being handled: trigger of a dialog */

	struct message *messages;
	size_t n_messages, cap_messages;
	bool fresh;           /* the newest message stands in the strip */
	int64_t cancelled_us; /* last Ctrl-C; 0 */
	bool tiny;            /* last drawn on a screen that is too small */
	bool tiny_q;          /* q was pressed there: the next one quits */
	struct notices notices;

	const struct scene *scene; /* during a call; for completion */
};

struct console *console_new(const struct console_host *host)
{
	struct console *c = mem_new(1, sizeof(*c));

	c->host = *host;
	keymap_init(&c->keymap, action_rows, action_n_rows, action_views, VIEW_COUNT);
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++)
		c->states[v] = view_ops(v)->new ();
	help_view_keys(c->states[VIEW_HELP], &c->keymap);
	prompt_init(&c->command, ":", false);
	prompt_init(&c->filter, "/", false);
	c->past[0] = place_of(VIEW_FLEET, "", "");
	c->n_past = 1;
	return c;
}

void console_free(struct console *c)
{
	if (!c)
		return;
	if (c->asking)
		dialog_release(&c->dialog);
	prompt_release(&c->command);
	prompt_release(&c->filter);
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++)
		view_ops(v)->free(c->states[v]);
	for (size_t i = 0; i < c->n_messages; i++)
		free(c->messages[i].text);
	free(c->messages);
	notices_release(&c->notices);
	keymap_release(&c->keymap);
	free(c);
}

const struct place *console_place(const struct console *c)
{
	return &c->past[c->at];
}

static const struct view_ops *here(const struct console *c)
{
	return view_ops(console_place(c)->view);
}

static void *state_here(const struct console *c)
{
	return c->states[console_place(c)->view];
}

/* ---- messages ---- */

static void forget_oldest(struct console *c)
{
	bug_unless(c->n_messages > 0 && c->messages);
	free(c->messages[0].text);
	VEC_REMOVE(c->messages, c->n_messages, 0);
}

/* The same again is one line with a count, and the newest: taken out of the list. */
static struct message take_same(struct console *c, const char *text,
				enum program_tone tone)
{
	struct message same = { 0 };

	for (size_t i = 0; i < c->n_messages; i++) {
		if (c->messages[i].tone != tone || !text_eq(c->messages[i].text, text))
			continue;
		same = c->messages[i];
		VEC_REMOVE(c->messages, c->n_messages, i);
		break;
	}
	return same;
}

/* Into the list alone: what the screen shows anyway needs no word in the strip. */
static void note(void *ctx, int64_t at_sec, enum program_tone tone, const char *text)
{
	struct console *c = ctx;
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT);
	struct message m = { 0 };

	utf8_safe(&safe, str_of(text), MESSAGE_MAX);
	m = take_same(c, buf_text(&safe), tone);
	if (!m.text)
		m = (struct message){ at_sec, tone, buf_take(&safe), 0 };
	m.at_sec = at_sec;
	m.times++;
	if (c->n_messages >= MESSAGES_MAX)
		forget_oldest(c);
	*VEC_PUSH(c->messages, c->n_messages, c->cap_messages) = m;
}

void console_say(struct console *c, int64_t at_sec, enum program_tone tone,
		 const char *text)
{
	note(c, at_sec, tone, text);
	c->fresh = true;
}

void console_notice(struct console *c, const struct scene *s)
{
	notices_take(&c->notices, s, note, c);
}

const struct message *console_messages(const struct console *c, size_t *ret_n)
{
	*ret_n = c->n_messages;
	return c->messages;
}

static void say(struct console *c, const struct scene *s, const char *text)
{
	console_say(c, s->now_sec, PROGRAM_NOTE, text);
}

/* ---- places ---- */

/* The view takes the place in, and the program learns what to read often. */
static void arrive(struct console *c, const struct scene *s)
{
	const struct place *p = console_place(c);

	view_ops(p->view)->enter(c->states[p->view], s, p);
	c->host.watch(c->host.ctx, p);
}

static void leave(struct console *c)
{
	c->last = *console_place(c);
	c->has_last = true;
	c->prompting = PROMPTING_NOT;
}

void console_go(struct console *c, const struct scene *s, const struct place *to)
{
	if (place_eq(console_place(c), to)) {
		arrive(c, s);
		return;
	}
	leave(c);
	if (c->at + 1 >= PAST_MAX) {
		memmove(&c->past[0], &c->past[1], sizeof(c->past) - sizeof(c->past[0]));
		c->at--;
	}
	c->past[++c->at] = *to;
	c->n_past = c->at + 1;
	if (to->view == VIEW_HELP)
		help_view_about(c->states[VIEW_HELP], c->last.view);
	arrive(c, s);
}

static void go(struct console *c, const struct scene *s, enum view_id view,
	       const char *inst, const char *thing)
{
	struct place p = place_of(view, inst, thing);

	console_go(c, s, &p);
}

/* Along the past: -1 back, 1 forward. */
static void walk(struct console *c, const struct scene *s, int step)
{
	if (step < 0 ? c->at == 0 : c->at + 1 >= c->n_past) {
		say(c, s,
		    step < 0 ? "There is no screen before this one."
			     : "There is no screen after this one.");
		return;
	}
	leave(c);
	c->at = step < 0 ? c->at - 1 : c->at + 1;
	arrive(c, s);
}

/* Where a side screen was opened: a layer that is closed is never in the past again. */
static struct place before(const struct console *c)
{
	const struct place *now = console_place(c);

	for (size_t i = c->at; i-- > 0;)
		if (c->past[i].view != now->view && c->past[i].view != VIEW_HELP)
			return c->past[i];
	return place_of(VIEW_FLEET, "", "");
}

/* Where q and Esc lead: up in the tree, or back where a side screen was opened. */
static struct place parent(const struct console *c)
{
	const struct place *p = console_place(c);

	switch (p->view) {
	case VIEW_STACK: return place_of(VIEW_STACKS, p->inst, "");
	case VIEW_STACKS: return place_of(VIEW_OVERVIEW, p->inst, "");
	case VIEW_FLEET:
	case VIEW_OVERVIEW: return place_of(VIEW_FLEET, "", "");
	case VIEW_JOURNAL:
	case VIEW_ACCESS:
	case VIEW_MESSAGES:
	case VIEW_HELP: break;
	}
	return before(c);
}

/*
 * Close this layer: back to where the parent stands in the past, and where it stands
 * nowhere, in the place of this screen.  Nothing is added, so no way leads in a circle.
 */
static void go_up(struct console *c, const struct scene *s)
{
	struct place p = parent(c);
	size_t at = c->at;

	while (at > 0 && !place_eq(&c->past[at - 1], &p))
		at--;
	leave(c);
	if (at > 0)
		c->at = at - 1;
	else
		c->past[c->at] = p;
	arrive(c, s);
}

/* ---- dialogs ---- */

static void close_dialog(struct console *c)
{
	if (c->asking)
		dialog_release(&c->dialog);
	c->asking = ASKING_NOT;
}

static void open_dialog(struct console *c, const struct scene *s, enum asking what)
{
	c->asking = what;
	c->prompting = PROMPTING_NOT;
	dialog_open(&c->dialog, s->now_us / 1000, c->key);
}

static void ask_quit(struct console *c, const struct scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_sites; i++)
		if (s->sites[i].session && s->sites[i].session->state == SESSION_OPEN)
			n++;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Quit candor", "Stay", "Quit");
	dialog_linef(&c->dialog, "Will do", ROLE_TEXT,
		     n ? "give up %zu open session%s, write session.close for each"
		       : "nothing: no session is open",
		     n, n == 1 ? "" : "s");
	dialog_line(&c->dialog, "Won't do", ROLE_MUTED,
		    STR("no AWS call changes anything"));
	open_dialog(c, s, ASKING_QUIT);
}

/* Renew and drop are about a session that exists; without one there is a sentence. */
static const struct site *session_site(struct console *c, const struct scene *s,
				       const char *inst)
{
	const struct site *site = scene_find(s, inst);

	if (!site) {
		say(c, s, "Choose an installation first: no row is selected.");
		return NULL;
	}
	if (!site->session || site->session->state == SESSION_NONE) {
		say(c, s, "No session is open there yet; r reads it and opens one.");
		return NULL;
	}
	return site;
}

static void session_lines(struct console *c, const struct scene *s,
			  const struct site *site)
{
	const struct installation *inst = site->row->inst;
	int64_t left = session_left_sec(site->session, s->now_sec);
	AUTO(buf) text = BUF_INIT(64);

	dialog_linef(&c->dialog, NULL, ROLE_TEXT, "%s   %s   %s", inst->name,
		     inst->account, inst->customer);
	dialog_line(&c->dialog, NULL, ROLE_TEXT, (struct str){ 0 });
	left_text(&text, left);
	dialog_linef(&c->dialog, "Session", ROLE_TEXT, "%s  %s", site->session->name,
		     buf_text(&text));
	text_keep(c->about, sizeof(c->about), str_of(inst->name));
}

static void ask_renew(struct console *c, const struct scene *s, const char *inst)
{
	const struct site *site = session_site(c, s, inst);

	if (!site)
		return;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Renew the session", "No", "Renew");
	session_lines(c, s, site);
	dialog_line(&c->dialog, "Will do", ROLE_TEXT,
		    STR("sts:AssumeRole once; the customer's CloudTrail shows it"));
	dialog_line(&c->dialog, "Journal", ROLE_TEXT,
		    STR("session.open, then session.close of the old one; the customer "
			"reads both"));
	open_dialog(c, s, ASKING_RENEW);
}

static void ask_drop(struct console *c, const struct scene *s, const char *inst)
{
	const struct site *site = session_site(c, s, inst);

	if (!site)
		return;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Give the session up", "No", "Give up");
	session_lines(c, s, site);
	dialog_line(&c->dialog, "Will do", ROLE_TEXT,
		    STR("forget the keys now; what is being read is given up"));
	dialog_line(&c->dialog, "Note", ROLE_MUTED,
		    STR("AWS honours the keys until they expire; only the customer can "
			"revoke them. The next reading opens a new session."));
	dialog_line(&c->dialog, "Journal", ROLE_TEXT,
		    STR("session.close, reason operator"));
	open_dialog(c, s, ASKING_DROP);
}

void console_ask_mfa(struct console *c, const struct scene *s, const char *device,
		     const char *why)
{
	close_dialog(c);
	dialog_init(&c->dialog, DIALOG_INPUT, "MFA code", "Not now", "Send");
	dialog_linef(&c->dialog, "Device", ROLE_TEXT, "%s", device);
	if (!text_empty(why))
		dialog_linef(&c->dialog, "Last try", ROLE_CRIT, "%s", why);
	dialog_line(&c->dialog, "Note", ROLE_MUTED,
		    STR("The code goes to AWS STS only, never into the journal."));
	(void)dialog_field(&c->dialog, "Code", NULL, true, true);
	c->key = (struct key){ 0 };
	open_dialog(c, s, ASKING_MFA);
}

void console_forget_mfa(struct console *c)
{
	if (c->asking == ASKING_MFA)
		close_dialog(c);
}

bool console_asking(const struct console *c)
{
	return c->asking != ASKING_NOT;
}

static bool six_digits(struct str code)
{
	bool good = code.len == 6;

	for (size_t i = 0; i < code.len; i++)
		good = good && code.p[i] >= '0' && code.p[i] <= '9';
	return good;
}

static void answer_mfa(struct console *c, const struct scene *s)
{
	struct str typed = str_trim(dialog_value(&c->dialog, 0));
	char code[7] = "";

	if (!six_digits(typed)) {
		console_say(c, s->now_sec, PROGRAM_WARNING,
			    "An MFA code has six digits; try again.");
		c->dialog.refused = true;
		prompt_set(&c->dialog.fields[0].prompt, (struct str){ 0 });
		return;
	}
	memcpy(code, typed.p, 6);
	close_dialog(c);
	c->host.mfa(c->host.ctx, code);
	secret_wipe(code, sizeof(code));
}

static void answer_yes(struct console *c, const struct scene *s)
{
	enum asking asked = c->asking;

	if (asked == ASKING_MFA) {
		answer_mfa(c, s);
		return;
	}
	close_dialog(c);
	if (asked == ASKING_QUIT)
		c->host.quit(c->host.ctx);
	else if (asked == ASKING_RENEW)
		c->host.renew(c->host.ctx, c->about);
	else if (asked == ASKING_DROP)
		c->host.drop(c->host.ctx, c->about);
}

static void answer_no(struct console *c, const struct scene *s)
{
	bool mfa = c->asking == ASKING_MFA;

	close_dialog(c);
	if (!mfa)
		return;
	c->host.mfa(c->host.ctx, NULL);
	say(c, s, "No code was given: candor shows what it knew. r asks again.");
}

static void dialog_takes(struct console *c, const struct scene *s, struct key k)
{
	switch (dialog_key(&c->dialog, k, s->now_us / 1000)) {
	case DIALOG_YES: answer_yes(c, s); break;
	case DIALOG_NO: answer_no(c, s); break;
	case DIALOG_OPEN: break;
	}
}

/* ---- the installation that keys and commands are about ---- */

static const char *inst_here(const struct console *c)
{
	const struct view_ops *v = here(c);

	return v->inst ? v->inst(state_here(c)) : console_place(c)->inst;
}

static void columns_here(const struct console *c, struct buf *out)
{
	if (here(c)->columns)
		here(c)->columns(state_here(c), out);
}

/* ---- prompt ---- */

static void command_complete(void *ctx, struct str text, struct buf *out)
{
	struct console *c = ctx;
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = { c->scene, inst_here(c), "" };

	columns_here(c, &columns);
	cc.columns = buf_text(&columns);
	if (c->scene)
		command_tail(&cc, text, out);
}

static void open_command(struct console *c, const char *text)
{
	c->prompting = PROMPTING_COMMAND;
	c->error = (struct command_error){ 0 };
	c->command.complete = (struct prompt_complete){ command_complete, c };
	prompt_set(&c->command, str_of(text));
}

/* A filter that is there already is gone on with: a blank keeps the words apart. */
static void open_filter(struct console *c, const struct scene *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_PROMPT);

	if (!here(c)->filter) {
		say(c, s, "This screen has nothing to filter.");
		return;
	}
	buf_add_text(&text, here(c)->filter_text(state_here(c)));
	if (text.len)
		buf_add_char(&text, ' ');
	c->prompting = PROMPTING_FILTER;
	prompt_set(&c->filter, buf_str(&text));
}

static void go_inst(struct console *c, const struct scene *s, enum view_id view,
		    struct str given)
{
	char inst[PLACE_INST] = "";

	if (!given.len)
		given = str_of(inst_here(c));
	if (!given.len || !text_copy(inst, sizeof(inst), given)) {
		say(c, s, "Choose an installation first: no row is selected.");
		return;
	}
	go(c, s, view, inst, "");
}

static void go_stack(struct console *c, const struct scene *s,
		     const struct command *cmd)
{
	struct str inst = cmd->args[1].len ? cmd->args[1] : str_of(inst_here(c));
	struct place p = { .view = VIEW_STACK };

	if (text_copy(p.inst, sizeof(p.inst), inst) &&
	    text_copy(p.thing, sizeof(p.thing), cmd->args[0]))
		console_go(c, s, &p);
}

static void run_refresh(struct console *c, const struct scene *s, struct str scope)
{
	char inst[PLACE_INST] = "";

	if (scope.len && !str_is(scope, "all"))
		text_keep(inst, sizeof(inst), scope);
	else if (!scope.len && !text_empty(console_place(c)->inst))
		text_keep(inst, sizeof(inst), str_of(console_place(c)->inst));
	if (s->stage == PROGRAM_FAILED)
		c->host.retry(c->host.ctx);
	c->host.refresh(c->host.ctx, inst);
}

static void run_filter(struct console *c, const struct scene *s, struct str words)
{
	if (here(c)->filter)
		here(c)->filter(state_here(c), s, words);
	else
		say(c, s, "This screen has nothing to filter.");
}

static void run_sort(struct console *c, const struct scene *s,
		     const struct command *cmd)
{
	if (!here(c)->sort ||
	    !here(c)->sort(state_here(c), cmd->args[0], cmd->args[1].len > 0))
		say(c, s, "This screen has no such column to sort by.");
}

static void run_journal(struct console *c, const struct scene *s, struct str filter)
{
	struct place p = { .view = VIEW_JOURNAL };

	if (text_copy(p.thing, sizeof(p.thing), filter))
		console_go(c, s, &p);
}

static void run_help(struct console *c, const struct scene *s, struct str word)
{
	go(c, s, VIEW_HELP, "", "");
	here(c)->paste(state_here(c), word);
}

static struct str inst_or(const struct console *c, struct str given)
{
	return given.len ? given : str_of(inst_here(c));
}

static void run_session(struct console *c, const struct scene *s, struct str given,
			void (*ask)(struct console *, const struct scene *,
				    const char *))
{
	char inst[PLACE_INST] = "";

	text_keep(inst, sizeof(inst), inst_or(c, given));
	ask(c, s, inst);
}

static void run(struct console *c, const struct scene *s, const struct command *cmd)
{
	switch (cmd->row->id) {
	case COMMAND_FLEET: go(c, s, VIEW_FLEET, "", ""); return;
	case COMMAND_OPEN:
	case COMMAND_OVERVIEW: go_inst(c, s, VIEW_OVERVIEW, cmd->args[0]); return;
	case COMMAND_STACKS: go_inst(c, s, VIEW_STACKS, cmd->args[0]); return;
	case COMMAND_STACK: go_stack(c, s, cmd); return;
	case COMMAND_JOURNAL: run_journal(c, s, cmd->args[0]); return;
	case COMMAND_ACCESS: go_inst(c, s, VIEW_ACCESS, cmd->args[0]); return;
	case COMMAND_MESSAGES:
		go(c, s, VIEW_MESSAGES, console_place(c)->inst, "");
		return;
	case COMMAND_HELP: run_help(c, s, cmd->args[0]); return;
	case COMMAND_REFRESH: run_refresh(c, s, cmd->args[0]); return;
	case COMMAND_FILTER: run_filter(c, s, cmd->args[0]); return;
	case COMMAND_SORT: run_sort(c, s, cmd); return;
	case COMMAND_RENEW: run_session(c, s, cmd->args[0], ask_renew); return;
	case COMMAND_DROP: run_session(c, s, cmd->args[0], ask_drop); return;
	case COMMAND_VERIFY: c->host.verify(c->host.ctx); return;
	case COMMAND_QUIT: c->host.quit(c->host.ctx); return;
	case COMMAND_LATER: say(c, s, cmd->row->help); return;
	}
}

/* The prompt's text moves when the command changes the prompt: work on a copy. */
static void submit_command(struct console *c, const struct scene *s)
{
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT + 1);
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) inst = BUF_INIT(PLACE_INST);
	struct command_context cc = { s, NULL, NULL };
	struct command cmd = { 0 };

	buf_add_str(&line, prompt_text(&c->command));
	columns_here(c, &columns);
	buf_add_text(&inst, inst_here(c));
	cc.inst = buf_text(&inst);
	cc.columns = buf_text(&columns);
	if (!command_parse(&cc, buf_str(&line), &cmd, &c->error)) {
		if (!c->error.text[0])
			c->prompting = PROMPTING_NOT;
		return;
	}
	prompt_remember(&c->command, buf_str(&line));
	c->prompting = PROMPTING_NOT;
	run(c, s, &cmd);
}

static void command_takes(struct console *c, const struct scene *s, struct key k)
{
	switch (prompt_key(&c->command, k)) {
	case PROMPT_SUBMIT: submit_command(c, s); break;
	case PROMPT_CANCEL: c->prompting = PROMPTING_NOT; break;
	case PROMPT_CHANGED: c->error = (struct command_error){ 0 }; break;
	case PROMPT_NOTHING:
		/* Backspace over nothing closes, as vi does. */
		if (k.code == KEYCAP_BACKSPACE && !prompt_text(&c->command).len)
			c->prompting = PROMPTING_NOT;
		break;
	case PROMPT_MOVED: break;
	}
}

static void filter_takes(struct console *c, const struct scene *s, struct key k)
{
	switch (prompt_key(&c->filter, k)) {
	case PROMPT_SUBMIT:
		prompt_remember(&c->filter, prompt_text(&c->filter));
		here(c)->filter(state_here(c), s, str_trim(prompt_text(&c->filter)));
		c->prompting = PROMPTING_NOT;
		break;
	case PROMPT_CANCEL:
		here(c)->filter(state_here(c), s, (struct str){ 0 });
		c->prompting = PROMPTING_NOT;
		break;
	case PROMPT_CHANGED:
		here(c)->filter(state_here(c), s, prompt_text(&c->filter));
		break;
	case PROMPT_NOTHING:
		if (k.code == KEYCAP_BACKSPACE && !prompt_text(&c->filter).len)
			c->prompting = PROMPTING_NOT;
		break;
	case PROMPT_MOVED: break;
	}
}

/* ---- actions ---- */

static void take_wish(struct console *c, const struct scene *s, const struct wish *w)
{
	switch (w->kind) {
	case WISH_NONE: return;
	case WISH_GO: console_go(c, s, &w->place); return;
	case WISH_SAY: console_say(c, s->now_sec, w->tone, w->text); return;
	case WISH_RENEW: ask_renew(c, s, w->place.inst); return;
	case WISH_DROP: ask_drop(c, s, w->place.inst); return;
	case WISH_VERIFY: c->host.verify(c->host.ctx); return;
	case WISH_COMMAND: open_command(c, w->text); return;
	case WISH_CLOSE: go_up(c, s); return;
	}
}

/* Esc closes one layer: the filter, then the screen. */
static void escape(struct console *c, const struct scene *s)
{
	const struct view_ops *v = here(c);

	if (v->filter && v->filter_text(state_here(c))[0]) {
		v->filter(state_here(c), s, (struct str){ 0 });
		return;
	}
	if (console_place(c)->view == VIEW_FLEET)
		say(c, s, "Nothing is open above the fleet; q quits.");
	else
		go_up(c, s);
}

static void quit_key(struct console *c, const struct scene *s)
{
	if (c->tiny && c->tiny_q)
		c->host.quit(c->host.ctx);
	else if (c->tiny)
		c->tiny_q =
			true; /* there is no room to ask: a second q is the answer */
	else if (console_place(c)->view == VIEW_FLEET)
		ask_quit(c, s);
	else
		go_up(c, s);
}

static void cancel_key(struct console *c, const struct scene *s)
{
	bool twice = c->cancelled_us && s->now_us - c->cancelled_us <= TWICE_US;

	c->cancelled_us = s->now_us ? s->now_us : 1;
	if (twice) {
		c->host.quit(c->host.ctx);
		return;
	}
	if (s->pending) {
		c->host.cancel(c->host.ctx);
		say(c, s,
		    "Gave up what was running; Ctrl-C again within a second quits.");
	} else {
		say(c, s, "Nothing is running; Ctrl-C again within a second quits.");
	}
}

static void tab_key(struct console *c, const struct scene *s, size_t tab)
{
	const struct view_ops *v = view_of_tab(tab);
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	if (!v) {
		say(c, s, action_tab_later(tab));
		return;
	}
	if (v->of_site) {
		go_inst(c, s, v->id, (struct str){ 0 });
		return;
	}
	if (v->id == VIEW_JOURNAL && console_place(c)->inst[0])
		buf_addf(&filter, "inst:=%s", console_place(c)->inst);
	go(c, s, v->id, v->id == VIEW_JOURNAL ? console_place(c)->inst : "",
	   buf_text(&filter));
}

static void last_key(struct console *c, const struct scene *s)
{
	struct place p = c->last;

	if (c->has_last)
		console_go(c, s, &p);
	else
		say(c, s, "There is no screen before this one.");
}

static void no_use(struct console *c, const struct scene *s, struct key k)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	key_print(k, &text);
	buf_add_text(&text, " does nothing here; ? lists the keys.");
	say(c, s, buf_text(&text));
}

/* The view had no use for it: what the console does with it, if anything. */
static bool act_itself(struct console *c, const struct scene *s, enum action a)
{
	if (action_later(a)) {
		say(c, s, action_later(a));
		return true;
	}
	if (a >= ACTION_TAB_1 && a <= ACTION_TAB_9) {
		tab_key(c, s, (size_t)(a - ACTION_TAB_1) + 1);
		return true;
	}
	switch ((int)a) {
	case ACTION_ESC: escape(c, s); return true;
	case ACTION_QUIT: quit_key(c, s); return true;
	case ACTION_CANCEL: cancel_key(c, s); return true;
	case ACTION_SUSPEND: c->host.suspend(c->host.ctx); return true;
	case ACTION_REDRAW: c->host.redraw(c->host.ctx); return true;
	case ACTION_REFRESH: run_refresh(c, s, (struct str){ 0 }); return true;
	case ACTION_HISTORY_BACK: walk(c, s, -1); return true;
	case ACTION_HISTORY_FORWARD: walk(c, s, 1); return true;
	case ACTION_LAST: last_key(c, s); return true;
	case ACTION_COMMAND: open_command(c, ""); return true;
	case ACTION_FILTER: open_filter(c, s); return true;
	case ACTION_HELP: go(c, s, VIEW_HELP, console_place(c)->inst, ""); return true;
	case ACTION_RENEW: ask_renew(c, s, inst_here(c)); return true;
	case ACTION_VERIFY: c->host.verify(c->host.ctx); return true;
	default: return false;
	}
}

/* What may be done on a screen that shows nothing but its size. */
static bool tiny_allows(enum action a)
{
	return a == ACTION_QUIT || a == ACTION_ESC || a == ACTION_CANCEL ||
	       a == ACTION_SUSPEND || a == ACTION_REDRAW;
}

static void act(struct console *c, const struct scene *s, enum action a, struct key k)
{
	struct wish w = { .kind = WISH_NONE };

	c->tiny_q = c->tiny_q && a == ACTION_QUIT;
	if (c->tiny && !tiny_allows(a))
		return;
	if (here(c)->act(state_here(c), s, a, &w) == VIEW_USED)
		take_wish(c, s, &w);
	else if (!act_itself(c, s, a))
		no_use(c, s, k);
}

static void update_views(struct console *c, const struct scene *s)
{
	c->scene = s;
	here(c)->update(state_here(c), s);
}

static void key_here(struct console *c, const struct scene *s, struct key k)
{
	struct wish w = { .kind = WISH_NONE };
	int a = KEYMAP_NONE;

	if (!c->tiny && here(c)->key && here(c)->key(state_here(c), k, &w)) {
		take_wish(c, s, &w);
		return;
	}
	a = keymap_lookup(&c->keymap, (int)console_place(c)->view, k);
	if (a == KEYMAP_NONE)
		no_use(c, s, k);
	else
		act(c, s, (enum action)a, k);
}

/* What nobody sees takes only what closes it. */
static bool unseen(const struct console *c, struct key k)
{
	return c->tiny && (c->asking || c->prompting) &&
	       !key_eq(k, KEY_OF(KEYCAP_ESC)) && !key_eq(k, KEY_CTRL('c'));
}

void console_key(struct console *c, const struct scene *s, struct key k)
{
	c->fresh = false;
	if (unseen(c, k))
		return;
	c->key = k;
	update_views(c, s);
	if (c->asking)
		dialog_takes(c, s, k);
	else if (c->prompting == PROMPTING_COMMAND)
		command_takes(c, s, k);
	else if (c->prompting == PROMPTING_FILTER)
		filter_takes(c, s, k);
	else
		key_here(c, s, k);
	c->scene = NULL;
}

/* Pasted text reaches what is being typed, and nothing else. */
void console_paste(struct console *c, const struct scene *s, struct str bytes)
{
	update_views(c, s);
	if (c->tiny) {
		say(c, s, "Pasted text was dropped: the screen is too small.");
	} else if (c->asking) {
		dialog_paste(&c->dialog, bytes, s->now_us / 1000);
	} else if (c->prompting == PROMPTING_COMMAND) {
		prompt_paste(&c->command, bytes);
		c->error = (struct command_error){ 0 };
	} else if (c->prompting == PROMPTING_FILTER) {
		prompt_paste(&c->filter, bytes);
		here(c)->filter(state_here(c), s, prompt_text(&c->filter));
	} else if (here(c)->paste) {
		here(c)->paste(state_here(c), bytes);
	} else {
		say(c, s, "Pasted text was dropped: nothing is being typed.");
	}
	c->scene = NULL;
}

/* ---- long work ---- */

bool console_working(const struct console *c)
{
	return here(c)->working && here(c)->working(state_here(c));
}

void console_work(struct console *c, const struct scene *s)
{
	update_views(c, s);
	if (console_working(c))
		here(c)->work(state_here(c));
	c->scene = NULL;
}

/* ---- drawing ---- */

struct hints {
	struct console *c;
	const struct scene *s;
};

static bool hint_useful(void *ctx, int action)
{
	const struct hints *h = ctx;
	const struct view_ops *v = here(h->c);

	return !v->useful || v->useful(state_here(h->c), h->s, (enum action)action);
}

static void draw_hints(struct console *c, const struct scene *s, struct frame *f,
		       struct area a)
{
	struct hints h = { c, s };
	struct keymap_filter filter = { hint_useful, &h };

	keymap_hints(&c->keymap, (int)console_place(c)->view, f, a, ACTION_HELP,
		     &filter);
}

/* The strip while a command is typed: advice, or the error above its word. */
static void draw_advice(struct console *c, const struct scene *s, struct frame *f,
			struct area a)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = { s, inst_here(c), "" };
	struct str line = prompt_text(&c->command);
	struct pen pen = { 0 };

	if (c->error.text[0]) {
		struct str ahead = { line.p, c->error.at };

		pen = pen_at(f, a, 0);
		pen_skip(&pen, 2 + utf8_width(ahead));
		if (pen_room(&pen) < (int)strlen(c->error.text) + 2)
			pen_to(&pen, a, 1);
		pen_printf(&pen, ROLE_FIELD_ERROR, "↓ %s", c->error.text);
		return;
	}
	columns_here(c, &columns);
	cc.columns = buf_text(&columns);
	command_hint(&cc, line, &text);
	pen = pen_at(f, a, 0);
	pen_skip(&pen, 1);
	pen_str(&pen, ROLE_MUTED, buf_str(&text));
}

static const enum role tone_roles[] = {
	[PROGRAM_NOTE] = ROLE_TEXT,
	[PROGRAM_WARNING] = ROLE_WARN,
	[PROGRAM_PROBLEM] = ROLE_CRIT,
};

static bool draw_message(struct console *c, struct frame *f, struct area a)
{
	const struct message *m =
		c->n_messages ? &c->messages[c->n_messages - 1] : NULL;

	if (!m || !c->fresh)
		return false;
	frame_fill(f, a, ROLE_TEXT);
	chrome_strip(f, a, tone_roles[m->tone], str_of(m->text));
	return true;
}

static void draw_foot(struct console *c, const struct scene *s, struct frame *f,
		      const struct chrome *ch)
{
	if (c->prompting == PROMPTING_COMMAND) {
		draw_advice(c, s, f, ch->strip);
		prompt_draw(&c->command, f, ch->hint, 0, "command");
		return;
	}
	if (c->prompting == PROMPTING_FILTER) {
		prompt_draw(&c->filter, f, ch->hint, 0, "filter");
	} else if (ch->strip.height || !draw_message(c, f, ch->hint)) {
		draw_hints(c, s, f, ch->hint);
	}
	if (!draw_message(c, f, ch->strip))
		lines_strip(s, console_place(c), f, ch->strip);
}

static void draw_screen(struct console *c, const struct scene *s, struct frame *f,
			const struct chrome *ch)
{
	struct view_title t = { .crumbs = BUF_INIT(LIMIT_KIB(4)),
				.right = BUF_INIT(LIMIT_KIB(4)),
				.position = BUF_INIT(LIMIT_KIB(1)),
				.settings = BUF_INIT(LIMIT_KIB(1)),
				.right_role = ROLE_MUTED };

	update_views(c, s);
	here(c)->draw(state_here(c), s, f, ch->body);
	here(c)->title(state_here(c), s, &t);
	if (ch->title.height)
		frame_rule(f, ch->title, 0, buf_text(&t.crumbs), buf_text(&t.right),
			   t.right_role);
	if (ch->status.height)
		frame_rule(f, ch->status, 0, buf_text(&t.settings),
			   buf_text(&t.position), ROLE_MUTED);
	buf_release(&t.crumbs);
	buf_release(&t.right);
	buf_release(&t.position);
	buf_release(&t.settings);
}

/* "needs 40×10, is 39×9", and how to leave, with what a key said below it. */
static void draw_tiny(struct console *c, struct frame *f, struct area a)
{
	struct pen pen = pen_at(f, a, 1);

	chrome_too_small(f, a);
	pen_text(&pen, ROLE_MUTED, c->tiny_q ? "q again quits" : "q twice quits");
	if (a.height > 2)
		(void)draw_message(c, f, area_lines(a, 2, 1));
}

void console_draw(struct console *c, const struct scene *s, struct frame *f)
{
	struct chrome ch = { 0 };

	frame_clear(f);
	ch = chrome_layout(f);
	c->tiny = ch.size == CHROME_TOO_SMALL;
	c->tiny_q = c->tiny && c->tiny_q;
	lines_access(s, console_place(c), f, &ch);
	if (c->tiny) {
		draw_tiny(c, f, ch.body);
		return;
	}
	lines_tabs(s, console_place(c), f, &ch);
	draw_screen(c, s, f, &ch);
	draw_foot(c, s, f, &ch);
	if (c->asking)
		dialog_draw(&c->dialog, f);
	c->scene = NULL;
}

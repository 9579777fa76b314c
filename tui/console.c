/*
 * The console without terminal and program.
 *
 * A key goes to the first that is open of: dialog, prompt, the view's own typing
 * (help), and then through the keymap to an action: of the console itself (below), of
 * the view, or of none, which is said.  Nothing here waits and nothing is sent: wishes
 * go to the host.
 */
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "tui/views/action_keys.h"
#include "tui/views/also.h"
#include "tui/views/help.h"

#define TWICE_US (1 * CLOCK_SEC_US) /* Ctrl-C twice within this quits */

/* A command as a line of help. */
static bool command_line(size_t i, struct help_line *ret)
{
	const struct verb *v = &verbs_all[i];

	if (!v->command)
		return false;
	buf_addf(ret->left, ":%s%s%s", v->name, verbs_typed_args(v)[0] ? " " : "",
		 verbs_typed_args(v));
	ret->text = v->says ? v->says : v->summary;
	ret->also = also_of(v->name);
	return true;
}

struct console *console_new(const struct console_host *host)
{
	struct console *c = mem_new(1, sizeof(*c));

	c->host = *host;
	action_keymap(&c->keymap, "default", NULL, NULL);
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++)
		c->states[v] = view_ops(v)->new ();
	help_view_keys(c->states[VIEW_HELP], &c->keymap);
	help_view_more(c->states[VIEW_HELP],
		       &(struct help_more){ .title = "Commands",
					    .n = verbs_n_rows,
					    .line = command_line });
	prompt_init(&c->command, ":", false);
	prompt_init(&c->filter, "/", false);
	detail_init(&c->raw);
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
	console_close_menu(c);
	prompt_release(&c->command);
	prompt_release(&c->filter);
	detail_release(&c->raw);
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++)
		view_ops(v)->free(c->states[v]);
	for (size_t i = 0; i < c->messages.n; i++)
		free(c->messages.items[i].text);
	free(c->messages.items);
	console_inspect_end(c);
	notices_release(&c->notices);
	keymap_release(&c->keymap);
	free(c);
}

/* ---- actions ---- */

static void take_wish(struct console *c, const struct scene *s, const struct wish *w)
{
	switch (w->kind) {
	case WISH_NONE: return;
	case WISH_GO: console_go(c, s, &w->place); return;
	case WISH_SAY: console_say(c, s->now_sec, w->tone, w->text); return;
	case WISH_RENEW: console_ask_renew(c, s, w->place.inst); return;
	case WISH_DROP: console_ask_drop(c, s, w->place.inst); return;
	case WISH_VERIFY: c->host.verify(c->host.ctx); return;
	case WISH_COMMAND: console_open_command(c, w->text); return;
	case WISH_CLOSE: console_go_up(c, s); return;
	case WISH_THEME: console_theme_keep(c, s, str_of(w->text)); return;
	case WISH_METRICS: console_choose_metrics(c, s); return;
	}
}

static void nothing_above(struct console *c, const struct scene *s)
{
	AUTO(buf) key = BUF_INIT(64);
	AUTO(buf) text = BUF_INIT(128);

	console_add_key(c, ACTION_QUIT, "", &key);
	if (key.len)
		buf_add_text(&key, " asks whether to quit");
	buf_addf(&text, "Nothing is open above the fleet; %s.",
		 key.len ? buf_text(&key) : ":quit quits");
	console_remark(c, s, buf_text(&text));
}

/* Esc closes one layer: the filter, the marks, then the screen. */
static void escape(struct console *c, const struct scene *s)
{
	if (console_table_escape(c, s))
		return;
	if (console_place(c)->view == VIEW_FLEET)
		nothing_above(c, s);
	else
		console_go_up(c, s);
}

static void quit_key(struct console *c, const struct scene *s)
{
	if (c->tiny && c->tiny_q)
		c->host.quit(c->host.ctx);
	else if (c->tiny)
		c->tiny_q =
			true; /* there is no room to ask: a second q is the answer */
	else if (console_place(c)->view == VIEW_FLEET)
		console_ask_quit(c, s);
	else
		console_go_up(c, s);
}

static bool give_up_all(struct console *c, const struct scene *s)
{
	bool looking = console_working(c) && console_here(c)->stop;
	bool more = s->n_running > (looking ? 1u : 0u);

	if (looking)
		console_here(c)->stop(console_state(c));
	if (more)
		c->host.cancel(c->host.ctx, "");
	return looking || more;
}

/* The next press is for the next job, however soon it comes. */
static void give_up_job(struct console *c, const struct scene *s, const char *id)
{
	c->cancelled_us = 0;
	console_remark(c, s, "Gave up the job under the cursor.");
	c->host.cancel(c->host.ctx, id); /* may know better, and says so */
}

static void cancel_key(struct console *c, const struct scene *s)
{
	bool twice = c->cancelled_us && s->now_us - c->cancelled_us <= TWICE_US;
	bool jobs = console_place(c)->view == VIEW_JOBS;
	const char *job = jobs ? table_id(console_table(c)) : NULL;
	AUTO(buf) text = BUF_INIT(128);

	if (twice) {
		c->host.quit(c->host.ctx);
		return;
	}
	if (job) {
		give_up_job(c, s, job);
		return;
	}
	c->cancelled_us = s->now_us ? s->now_us : 1;
	if (!give_up_all(c, s))
		buf_add_text(&text, "Nothing is running; ");
	else if (s->pending > 1)
		buf_addf(&text, "Gave up %zu readings; ", s->pending);
	else
		buf_add_text(&text, "Gave up what was running; ");
	key_print(c->key, &text);
	buf_add_text(&text, " again within a second quits.");
	console_remark(c, s, buf_text(&text));
}

static void tab_key(struct console *c, const struct scene *s, size_t tab)
{
	const struct view_ops *v = view_of_tab(tab);
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	if (v->of_site) {
		console_go_inst(c, s, v->id, (struct str){ 0 });
		return;
	}
	if (v->id == VIEW_JOURNAL && console_place(c)->inst[0])
		buf_addf(&filter, "inst:=%s", console_place(c)->inst);
	console_go_to(c, s, v->id, v->id == VIEW_JOURNAL ? console_place(c)->inst : "",
		      buf_text(&filter));
}

/* The view had no use for it: what the console does with it, if anything. */
static bool act_itself(struct console *c, const struct scene *s, enum action a)
{
	if (action_later(a)) {
		console_remark(c, s, action_later(a));
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
	case ACTION_REFRESH: console_refresh(c, s, (struct str){ 0 }); return true;
	case ACTION_HISTORY_BACK: console_walk(c, s, -1); return true;
	case ACTION_HISTORY_FORWARD: console_walk(c, s, 1); return true;
	case ACTION_LAST: console_go_last(c, s); return true;
	case ACTION_COMMAND: console_open_command(c, ""); return true;
	case ACTION_FILTER: console_open_filter(c, s); return true;
	case ACTION_ACTIONS: console_open_actions(c, s); return true;
	case ACTION_PALETTE: console_open_palette(c, s); return true;
	case ACTION_HELP:
		console_go_to(c, s, VIEW_HELP, console_place(c)->inst, "");
		return true;
	case ACTION_RENEW: console_ask_renew(c, s, console_inst(c)); return true;
	case ACTION_TIME_DISPLAY: console_next_times(c, s); return true;
	case ACTION_VERIFY: c->host.verify(c->host.ctx); return true;
	case ACTION_MOUSE: c->host.mouse(c->host.ctx, !s->mouse); return true;
	default: return false;
	}
}

/* What may be done on a screen that shows nothing but its size. */
static bool tiny_allows(enum action a)
{
	return a == ACTION_QUIT || a == ACTION_ESC || a == ACTION_CANCEL ||
	       a == ACTION_SUSPEND || a == ACTION_REDRAW;
}

bool console_act(struct console *c, const struct scene *s, enum action a)
{
	struct wish w = { .kind = WISH_NONE };

	c->tiny_q = c->tiny_q && a == ACTION_QUIT;
	if (c->tiny && !tiny_allows(a))
		return true;
	if ((int)a >= KEYMAP_LINE) {
		console_run_line(c, s, keymap_name(&c->keymap, (int)a) + 1);
		return true;
	}
	if (console_find_act(c, s, a))
		return true;
	if (c->describing && console_describe_act(c, s, a))
		return true;
	if (c->describing && !keymap_holds(&c->keymap, (int)console_place(c)->view,
					   (int)a, ACTION_IN_RAW))
		return false; /* it would change the list beneath */
	if (console_table_sideways(c, s, a))
		return true;
	if (console_here(c)->act(console_state(c), s, a, &w) != VIEW_USED)
		return console_table_act(c, s, a) || act_itself(c, s, a);
	take_wish(c, s, &w);
	return true;
}

void console_update(struct console *c, const struct scene *s)
{
	c->scene = s;
	console_use_times(c, s);
	console_here(c)->update(console_state(c), s);
}

static void key_here(struct console *c, const struct scene *s, struct key k)
{
	struct wish w = { .kind = WISH_NONE };
	int a = KEYMAP_NONE;

	if (!c->tiny && console_here(c)->key &&
	    console_here(c)->key(console_state(c), k, &w)) {
		take_wish(c, s, &w);
		return;
	}
	a = keymap_lookup(&c->keymap, (int)console_place(c)->view, k);
	if (a == KEYMAP_NONE || !console_act(c, s, (enum action)a))
		console_no_use(c, s, k, a);
}

/* What nobody sees takes only what closes it. */
static bool unseen(const struct console *c, struct key k)
{
	return c->tiny && (c->asking || c->answer || c->prompting) &&
	       !key_eq(k, KEY_OF(KEYCAP_ESC)) && !key_eq(k, KEY_CTRL('c'));
}

void console_key(struct console *c, const struct scene *s, struct key k)
{
	c->fresh = false;
	if (unseen(c, k))
		return;
	c->key = k;
	c->was_useless = c->useless;
	c->useless = (struct key){ 0 };
	console_update(c, s);
	if (c->asking)
		console_dialog_key(c, s, k);
	else if (c->answer)
		console_menu_key(c, s, k);
	else if (c->inspect.on)
		console_inspect_key(c, s, k);
	else if (c->prompting == PROMPTING_COMMAND)
		console_command_key(c, s, k);
	else if (c->prompting == PROMPTING_FILTER)
		console_filter_key(c, s, k);
	else
		key_here(c, s, k);
	console_theme_follow(c, s);
	c->scene = NULL;
}

/* Pasted text reaches what is being typed, and nothing else. */
void console_paste(struct console *c, const struct scene *s, struct str bytes)
{
	console_update(c, s);
	if (c->tiny) {
		console_remark(c, s,
			       "Pasted text was dropped: the screen is too small.");
	} else if (c->asking) {
		dialog_paste(&c->dialog, bytes, s->now_us / 1000);
	} else if (c->answer) {
		console_menu_paste(c, s, bytes);
	} else if (c->prompting == PROMPTING_COMMAND) {
		prompt_paste(&c->command, bytes);
		c->error = (struct command_error){ 0 };
	} else if (c->prompting == PROMPTING_FILTER) {
		prompt_paste(&c->filter, bytes);
		console_filter_typed(c, s);
	} else if (console_here(c)->paste) {
		console_here(c)->paste(console_state(c), bytes);
	} else {
		console_remark(c, s,
			       "Pasted text was dropped: nothing is being typed.");
	}
	c->scene = NULL;
}

/* ---- long work ---- */

bool console_working(const struct console *c)
{
	return console_here(c)->working && console_here(c)->working(console_state(c));
}

void console_work(struct console *c, const struct scene *s)
{
	console_update(c, s);
	if (console_working(c))
		console_here(c)->work(console_state(c));
	c->scene = NULL;
}

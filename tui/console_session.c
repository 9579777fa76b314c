/*
 * What outlives a run: places, how the lists stand, the display of times.
 */
#include "tui/console_impl.h"

#include <stdio.h>
#include <string.h>

/* ---- times ---- */

/* Of the installation in view; NULL: not known. */
static const int *customer_zone(const struct console *c, const struct scene *s)
{
	const struct site *site = scene_find(s, console_place(c)->inst);

	return site && site->row->inst->has_zone ? &site->row->inst->zone_sec : NULL;
}

void console_use_times(const struct console *c, const struct scene *s)
{
	times_use(c->times, customer_zone(c, s));
}

void console_times(struct console *c, enum times t)
{
	c->times = t;
}

void console_next_times(struct console *c, const struct scene *s)
{
	console_choose_times(c, s, (enum times)((c->times + 1) % TIMES_COUNT));
}

/* What stands there in place of the customer's times, and what would change that. */
static void no_zone(const struct console *c, const struct scene *s, struct buf *out)
{
	const struct site *site = scene_find(s, console_place(c)->inst);

	if (site)
		buf_addf(out, "UTC: candor.conf sets no timezone (like +01:00) for %s",
			 site->row->inst->name);
	else
		buf_add_text(out,
			     "UTC here; the customer's in an installation that has a "
			     "timezone set");
}

void console_choose_times(struct console *c, const struct scene *s, enum times t)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	c->times = t;
	console_use_times(c, s);
	buf_add_text(&text, "Times: ");
	if (t == TIMES_CUSTOMER && !customer_zone(c, s))
		no_zone(c, s, &text);
	else
		times_zone(&text, s->now_sec);
	if (times_letter() != 'Z')
		buf_addf(&text, "; %c stands behind them", times_letter());
	console_remark(c, s, buf_text(&text));
}

/* ---- saving ---- */

/* Screens that mean something in another run. */
static bool is_kept(enum view_id view)
{
	static const enum view_id kept[] = {
		VIEW_FLEET,  VIEW_OVERVIEW,   VIEW_STACKS,   VIEW_STACK,  VIEW_JOURNAL,
		VIEW_ACCESS, VIEW_HEARTBEATS, VIEW_SERVICES, VIEW_ALARMS,
	};

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (kept[i] == view)
			return true;
	return false;
}

static void save_places(const struct console *c, struct saved *ret)
{
	for (size_t i = 0; i < c->n_past; i++) {
		const struct place *p = &c->past[i];

		if (is_kept(p->view) &&
		    saved_add_place(ret, action_views[p->view], p->inst, p->thing) &&
		    i <= c->at)
			ret->at = ret->n_places - 1;
	}
}

static void save_list(struct console *c, enum view_id view, struct saved *ret)
{
	const struct view_ops *v = view_ops(view);
	const struct table *t = v->table ? v->table(c->states[view]) : NULL;
	AUTO(buf) lines = BUF_INIT(TABLE_SAVED);

	if (t)
		table_save(t, &lines);
	if (lines.len)
		(void)saved_add_lines(ret, action_views[view], buf_str(&lines));
}

void console_save(struct console *c, struct saved *ret)
{
	(void)snprintf(ret->time, sizeof(ret->time), "%s", times_name(c->times));
	save_places(c, ret);
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++)
		if (is_kept(v))
			save_list(c, v, ret);
}

/* ---- restoring ---- */

static bool find_view(const char *name, enum view_id *ret)
{
	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++) {
		if (!is_kept(v) || !text_eq(action_views[v], name))
			continue;
		*ret = v;
		return true;
	}
	return false;
}

/* Is there such a place?  A stack of an installation that was never read may be. */
static bool is_there(const struct scene *s, const struct place *p)
{
	const struct site *site = scene_find(s, p->inst);

	if (view_ops(p->view)->of_site && !site)
		return false;
	if (p->inst[0] && !site)
		return false;
	if (p->view != VIEW_STACK || site->row->data == FLEET_NOTHING)
		return true;
	return scene_stack(s, p->inst, p->thing) != NULL;
}

/* The place above one that is gone. */
static struct place instead_of(const struct scene *s, const struct place *p)
{
	if (p->view == VIEW_STACK && scene_find(s, p->inst))
		return place_of(VIEW_STACKS, p->inst, "");
	return place_of(VIEW_FLEET, "", "");
}

static void say_gone(struct console *c, const struct scene *s, const struct place *p)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (p->view == VIEW_STACK && scene_find(s, p->inst))
		buf_addf(&text, "%s has no stack %s any more: its stacks instead.",
			 p->inst, p->thing);
	else
		buf_addf(&text,
			 "%s is not in the configuration any more: the fleet "
			 "instead.",
			 p->inst);
	console_remark(c, s, buf_text(&text));
}

static void push(struct console *c, const struct place *p)
{
	if (c->n_past && place_eq(&c->past[c->n_past - 1], p))
		return;
	if (c->n_past < PAST_MAX)
		c->past[c->n_past++] = *p;
}

/* A screen that is not the beginning, or not whole, is no surprise. */
static void say_restored(struct console *c, const struct scene *s)
{
	const char *filter = console_filter_text(c);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));

	if (console_place(c)->view == VIEW_FLEET && !filter[0])
		return;
	buf_add_text(&text, "Where you left off; ");
	if (filter[0]) {
		buf_addf(&text, "the filter %s is on, ", filter);
		console_add_key(c, ACTION_ESC, ":filter", &text);
		buf_add_text(&text, " clears it; ");
	}
	buf_add_text(&text, "--fresh begins anew.");
	console_remark(c, s, buf_text(&text));
}

static void restore_places(struct console *c, const struct scene *s,
			   const struct saved *saved)
{
	c->n_past = 0;
	c->at = 0;
	c->has_last = false;
	for (size_t i = 0; i < saved->n_places; i++) {
		const struct saved_place *kept = &saved->places[i];
		struct place p = place_of(VIEW_FLEET, kept->inst, kept->thing);
		struct place other = { 0 };

		if (!find_view(kept->view, &p.view))
			continue;
		if (is_there(s, &p)) {
			push(c, &p);
		} else if (i == saved->at) {
			other = instead_of(s, &p);
			push(c, &other);
			say_gone(c, s, &p);
		}
		if (i <= saved->at && c->n_past)
			c->at = c->n_past - 1;
	}
	if (!c->n_past)
		c->past[c->n_past++] = place_of(VIEW_FLEET, "", "");
	console_arrive(c, s);
}

static void restore_list(struct console *c, const struct scene *s,
			 const struct saved_view *kept)
{
	enum view_id view = VIEW_FLEET;
	const struct view_ops *v = NULL;
	struct table *t = NULL;

	/* of other screens there is no installation to fill them from */
	if (!find_view(kept->view, &view) ||
	    (view != console_place(c)->view && view_ops(view)->of_site))
		return;
	v = view_ops(view);
	v->update(c->states[view], s);
	t = v->table ? v->table(c->states[view]) : NULL;
	if (t)
		table_restore(t, buf_str(&kept->lines));
}

void console_restore(struct console *c, const struct scene *s,
		     const struct saved *saved, bool places)
{
	size_t n_messages = c->messages.n;

	c->scene = s;
	if (saved->time[0])
		(void)!times_find(str_of(saved->time), &c->times); /* else as it is */
	console_use_times(c, s);
	if (places)
		restore_places(c, s, saved);
	for (size_t i = 0; i < saved->n_views; i++)
		restore_list(c, s, &saved->views[i]);
	console_update(c, s);
	if (n_messages == c->messages.n) /* of what is gone there is a sentence */
		say_restored(c, s);
	c->scene = NULL;
}

/*
 * Metrics of one installation: charts over one time, with one cursor.  Enter gives a
 * chart the whole body; h l move the cursor of all, z Z zoom, < > move through time.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/views/later.h"
#include "tui/views/metrics_impl.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"

static void *metrics_new(void)
{
	struct metrics_view *v = mem_new(1, sizeof(*v));

	v->span_sec = METRICS_USUAL_SEC;
	v->follow = true;
	return v;
}

static void metrics_free(void *state)
{
	free(state);
}

/* ---- which ones ---- */

size_t metrics_view_n(const void *state)
{
	return ((const struct metrics_view *)state)->n_all;
}

const struct metric *metrics_view_at(const void *state, size_t i)
{
	return &((const struct metrics_view *)state)->all[i];
}

static size_t id_at(const struct metrics_view *v, const char *id)
{
	size_t i = 0;

	while (i < v->n_ids && !text_eq(v->ids[i], id))
		i++;
	return i;
}

bool metrics_view_shown(const void *state, size_t i)
{
	const struct metrics_view *v = state;

	if (!v->chosen)
		return v->usual[i];
	return id_at(v, v->all[i].id) < v->n_ids;
}

static void choose(struct metrics_view *v, size_t i)
{
	if (v->n_ids < METRICS_MAX && id_at(v, v->all[i].id) == v->n_ids)
		text_keep(v->ids[v->n_ids++], METRIC_ID, str_of(v->all[i].id));
}

/* What is in trouble, then what has values, then the rest. */
static void find_usual(struct metrics_view *v)
{
	size_t n = 0;

	memset(v->usual, 0, sizeof(v->usual));
	for (int rank = 0; rank < METRIC_RANKS; rank++)
		for (size_t i = 0; i < v->n_all && n < METRICS_CHARTS; i++) {
			if (metric_rank(&v->all[i]) != rank)
				continue;
			v->usual[i] = true;
			n++;
		}
}

static void find_shown(struct metrics_view *v)
{
	find_usual(v);
	v->n_shown = 0;
	for (size_t i = 0; i < v->n_all; i++)
		if (metrics_view_shown(v, i))
			v->shown[v->n_shown++] = i;
	if (v->focus >= v->n_shown)
		v->focus = v->n_shown ? v->n_shown - 1 : 0;
	v->whole = v->whole && v->n_shown;
}

/* From here on those that are shown are chosen. */
static void choose_usual(struct metrics_view *v)
{
	for (size_t k = 0; !v->chosen && k < v->n_all; k++)
		if (v->usual[k])
			choose(v, k);
	v->chosen = true;
}

void metrics_view_toggle(void *state, const char *id)
{
	struct metrics_view *v = state;
	size_t i = 0;
	size_t at = 0;

	while (i < v->n_all && !text_eq(v->all[i].id, id))
		i++;
	if (i == v->n_all)
		return;
	choose_usual(v);
	at = id_at(v, id);
	if (at == v->n_ids) {
		choose(v, i);
	} else {
		v->n_ids--;
		memmove(v->ids[at], v->ids[at + 1], (v->n_ids - at) * METRIC_ID);
	}
	find_shown(v);
}

/* ---- the place ---- */

static void metrics_update(void *state, const struct scene *s)
{
	struct metrics_view *v = state;
	const struct site *site = scene_find(s, v->inst);

	v->scene = s;
	v->row = site ? site->row : NULL;
	v->n_all = 0;
	if (v->row && s->metrics)
		v->n_all =
			s->metrics->list(s->metrics->ctx, v->row, v->all, METRICS_MAX);
	find_shown(v);
	metrics_time_update(v);
	metrics_events_update(v);
}

static size_t metric_at(const struct metrics_view *v, struct str word)
{
	size_t i = 0;

	while (i < v->n_all && !metric_is(&v->all[i], word))
		i++;
	return i;
}

/* A word of the place: a metric, a time to go to, how much is shown. */
static void take_word(struct metrics_view *v, struct str word)
{
	size_t i = metric_at(v, word);
	int64_t sec = 0;

	if (i < v->n_all) {
		choose(v, i);
		v->chosen = true;
	} else if (str_starts(word, "@") &&
		   metrics_view_moment((struct str){ word.p + 1, word.len - 1 },
				       v->scene->now_sec, &sec)) {
		metrics_view_goto(v, sec);
	} else if (metrics_view_span(word, &sec)) {
		(void)metrics_view_range(v, sec); /* as near to it as can be */
	}
}

/* ">ID": evidence.  It has the focus, beside those that are shown. */
static void show_one(struct metrics_view *v, struct str word)
{
	size_t i = metric_at(v, word);

	if (i == v->n_all)
		return;
	if (!metrics_view_shown(v, i)) {
		choose_usual(v);
		choose(v, i);
		find_shown(v);
	}
	for (size_t k = 0; k < v->n_shown; k++)
		if (v->shown[k] == i)
			v->focus = k;
}

static bool names_metric(const struct metrics_view *v, struct str words)
{
	while (words.len)
		if (metric_at(v, str_cut(&words, ' ')) < v->n_all)
			return true;
	return false;
}

static void take_words(struct metrics_view *v, struct str words)
{
	if (str_starts(words, ">")) {
		words = (struct str){ words.p + 1, words.len - 1 };
		show_one(v, str_cut(&words, ' '));
	} else if (names_metric(v, words)) {
		v->n_ids = 0; /* these, and no others */
	}
	while (words.len)
		take_word(v, str_cut(&words, ' '));
}

static void metrics_enter(void *state, const struct scene *s, const struct place *p)
{
	struct metrics_view *v = state;

	if (!text_eq(v->inst, p->inst)) {
		text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
		metrics_visits_forget(v);
		v->focus = 0;
		v->whole = v->has_cursor = false;
		v->follow = true;
	}
	v->asked = false; /* the range is given up when the screen is left */
	metrics_update(v, s);
	if (p->thing[0]) {
		take_words(v, str_of(p->thing));
		metrics_update(v, s);
	}
	metrics_ask(v);
}

/* ---- titles ---- */

static void add_range(const struct metrics_view *v, bool all, struct buf *out)
{
	int32_t period = metrics_view_period(v);

	metrics_span_text(v->span_sec, out);
	buf_add_text(out, " · ");
	if (all && period < 60)
		buf_addf(out, "%d s · ", (int)period);
	if (all && period >= 60) {
		metrics_span_text(period, out);
		buf_add_text(out, " · ");
	}
	metrics_when(v, v->from_sec, false, out);
	buf_add_text(out, " → ");
	metrics_when(v, v->to_sec, true, out);
}

void metrics_key(const struct metrics_view *v, enum action a, const char *otherwise,
		 struct buf *out)
{
	struct key k = { 0 };

	if (v->scene->keys && keymap_first(v->scene->keys, VIEW_METRICS, (int)a, &k))
		key_print(k, out);
	else
		buf_add_text(out, otherwise);
}

bool metrics_reading(const struct metrics_view *v)
{
	const struct metrics_source *m = v->scene->metrics;

	return m && m->pending && m->pending(m->ctx, v->row);
}

static void metrics_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct metrics_view *v = state;
	AUTO(buf) key = BUF_INIT(32);

	buf_addf(&ret->crumbs, "Fleet › %s › Metrics", v->inst);
	if (!v->row) {
		buf_add_text(&ret->right, "not in the configuration");
		return;
	}
	ret->right_role = parts_stale(v->row) ? parts_age_role(s, v->row) : ROLE_TEXT;
	if (parts_stale(v->row)) {
		parts_age(s, v->row, &ret->right);
		buf_add_text(&ret->right, " · ");
	}
	if (metrics_reading(v))
		buf_add_text(&ret->right, "reading · ");
	add_range(v, !parts_stale(v->row), &ret->right);
	metrics_key(v, ACTION_ZOOM_IN, "", &key);
	if (key.len && !parts_stale(v->row))
		buf_addf(&ret->right, " · %s zoom", buf_text(&key));
	if (!v->n_all)
		return;
	buf_addf(&ret->settings, "%zu of %zu metrics", v->n_shown, v->n_all);
	if (v->whole)
		buf_add_text(&ret->settings, " · whole screen");
	if (v->n_shown)
		buf_addf(&ret->position, "chart %zu/%zu", v->focus + 1, v->n_shown);
}

static void view_draw(void *state, const struct scene *s, struct frame *f,
		      struct area body)
{
	(void)s;
	metrics_draw(state, f, body);
}

/* ---- keys ---- */

static void focus_by(struct metrics_view *v, int by)
{
	size_t n = v->n_shown;

	if (n)
		v->focus = (v->focus + n + (size_t)((int)n + by % (int)n)) % n;
}

/* A row of charts up or down, not around. */
static void focus_row(struct metrics_view *v, int way)
{
	size_t step = v->whole || !v->per_row ? 1 : v->per_row;

	if (way < 0 && v->focus >= step)
		v->focus -= step;
	else if (way > 0 && v->focus + step < v->n_shown)
		v->focus += step;
}

static void say_at_end(struct wish *ret, const char *what)
{
	wish_say(ret, PROGRAM_NOTE, "%s", what);
}

static bool act_time(struct metrics_view *v, enum action a, struct wish *ret)
{
	switch ((int)a) {
	case ACTION_LEFT: metrics_step(v, -1, false); return true;
	case ACTION_RIGHT: metrics_step(v, 1, false); return true;
	case ACTION_STEP_LEFT: metrics_step(v, -1, true); return true;
	case ACTION_STEP_RIGHT: metrics_step(v, 1, true); return true;
	case ACTION_TOP: metrics_to_end(v, false); return true;
	case ACTION_BOTTOM: metrics_to_end(v, true); return true;
	case ACTION_ZOOM_IN:
		if (!metrics_zoom(v, 1))
			say_at_end(ret, "This is as near as it goes.");
		return true;
	case ACTION_ZOOM_OUT:
		if (!metrics_zoom(v, -1))
			say_at_end(ret, "This is as much as is shown at once.");
		return true;
	case ACTION_PAN_LEFT: (void)metrics_pan(v, -1); return true;
	case ACTION_PAN_RIGHT:
		if (!metrics_pan(v, 1))
			say_at_end(ret, "These are the newest values.");
		return true;
	case ACTION_TIME:
		ret->kind = WISH_COMMAND;
		text_keep(ret->text, sizeof(ret->text), STR("goto "));
		return true;
	default: return false;
	}
}

static void next_event(struct metrics_view *v, int way, struct wish *ret)
{
	const struct metrics_event *e = metrics_event_next(v, way);

	if (e)
		metrics_view_goto(v, e->at_sec);
	else
		say_at_end(ret, way > 0 ? "No event after the cursor is shown."
					: "No event before the cursor is shown.");
}

/* The logs of the minute under the cursor, once there are logs. */
static void open_logs(const struct metrics_view *v, struct wish *ret)
{
	AUTO(buf) when = BUF_INIT(64);

	metrics_when(v, v->cursor_sec, true, &when);
	wish_say(ret, PROGRAM_NOTE, "The logs of %s: %s", buf_text(&when),
		 text_or(later_of(STR("logs")), ""));
}

static bool act_chart(struct metrics_view *v, enum action a, struct wish *ret)
{
	switch ((int)a) {
	case ACTION_NEXT_PANEL: focus_by(v, 1); return true;
	case ACTION_PREV_PANEL: focus_by(v, -1); return true;
	case ACTION_UP: focus_row(v, -1); return true;
	case ACTION_DOWN: focus_row(v, 1); return true;
	case ACTION_OPEN:
	case ACTION_FULL: v->whole = !v->whole; return true;
	case ACTION_COLUMNS: ret->kind = WISH_METRICS; return true;
	case ACTION_NEXT_PROBLEM: next_event(v, 1, ret); return true;
	case ACTION_PREV_PROBLEM: next_event(v, -1, ret); return true;
	case ACTION_TAB_5: open_logs(v, ret); return true;
	case ACTION_EXPORT:
		wish_say(
			ret, PROGRAM_NOTE,
			"The console cannot export yet; candor metrics %s --csv prints "
			"these values.",
			v->inst);
		return true;
	default: return false;
	}
}

static enum view_use metrics_act(void *state, const struct scene *s, enum action a,
				 struct wish *ret)
{
	struct metrics_view *v = state;

	(void)s;
	if (a == ACTION_JOURNAL) {
		AUTO(buf) filter = BUF_INIT(PLACE_THING);

		buf_addf(&filter, "inst:=%s", v->inst);
		wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	}
	if (!v->n_all || (!v->n_shown && a != ACTION_COLUMNS))
		return VIEW_UNUSED;
	if (v->whole && (a == ACTION_ESC || a == ACTION_QUIT))
		a = ACTION_FULL;
	if (!act_time(v, a, ret) && !act_chart(v, a, ret))
		return VIEW_UNUSED;
	metrics_events_update(v);
	metrics_ask(v);
	return VIEW_USED;
}

static bool metrics_useful(void *state, const struct scene *s, enum action a)
{
	const struct metrics_view *v = state;

	(void)s;
	switch ((int)a) {
	case ACTION_COLUMNS: return v->n_all > 0;
	case ACTION_NEXT_PROBLEM:
	case ACTION_PREV_PROBLEM: return v->n_shown > 0 && v->events.n > 0;
	case ACTION_OPEN:
	case ACTION_RIGHT:
	case ACTION_ZOOM_IN:
	case ACTION_PAN_LEFT:
	case ACTION_ZOOM_OUT:
	case ACTION_TIME:
	case ACTION_NEXT_PANEL: return v->n_shown > 0;
	case ACTION_PAN_RIGHT: return v->n_shown > 0 && !v->follow;
	case ACTION_TAB_5: return v->n_shown > 0 && !later_of(STR("logs"));
	default: return true;
	}
}

static bool metrics_working(void *state)
{
	return metrics_visits_looking(state);
}

static void metrics_work(void *state)
{
	metrics_visits_go_on(state);
	metrics_events_update(state);
}

static const char *metrics_word(void *state, enum action a)
{
	const struct metrics_view *v = state;

	return a == ACTION_OPEN && v->whole ? "all charts" : NULL;
}

const struct view_ops view_metrics = {
	.id = VIEW_METRICS,
	.tab = 4,
	.of_site = true,
	.new = metrics_new,
	.free = metrics_free,
	.enter = metrics_enter,
	.update = metrics_update,
	.title = metrics_title,
	.draw = view_draw,
	.act = metrics_act,
	.useful = metrics_useful,
	.word = metrics_word,
	.working = metrics_working,
	.work = metrics_work,
};

/*
 * Metrics: which ones are shown (c), and the commands that name metrics and times.
 */
#include "tui/console_impl.h"

#include "core/base/limits.h"
#include "tui/views/metrics.h"

/* ---- which ones ---- */

static void toggled(struct console *c, const struct scene *s, enum menu_event e)
{
	void *state = c->states[VIEW_METRICS];
	size_t i = menu_row(&c->menu);

	if (e == MENU_TAKEN)
		console_close_menu(c);
	if (e != MENU_TOGGLED || i >= METRICS_MAX)
		return;
	metrics_view_toggle(state, c->metric_ids[i]);
	console_update(c, s);
}

void console_choose_metrics(struct console *c, const struct scene *s)
{
	static const struct menu_opts opts = {
		.kind = MENU_PLAIN,
		.title = "Metrics",
		.enter = "closes",
		.focus = "metrics",
	};
	const void *state = c->states[VIEW_METRICS];

	console_close_menu(c);
	menu_init(&c->menu, &opts);
	for (size_t i = 0; i < metrics_view_n(state); i++) {
		const struct metric *m = metrics_view_at(state, i);
		AUTO(buf) now = BUF_INIT(128);
		enum role role = metric_figure(m, s->now_sec, true, &now);

		text_keep(c->metric_ids[i], METRIC_ID, str_of(m->id));
		menu_add(&c->menu,
			 &(struct menu_item){
				 .text = m->name,
				 .detail = buf_text(&now),
				 .detail_role = role,
				 .check = metrics_view_shown(state, i) ? MENU_ON
								       : MENU_OFF,
				 .id = i,
			 });
	}
	menu_ready(&c->menu, MENU_NONE);
	console_open_menu(c, toggled);
}

/* ---- commands ---- */

/* The place, or a sentence where no installation is meant. */
static void go(struct console *c, const struct scene *s, struct str words)
{
	struct place p = { .view = VIEW_METRICS };

	text_keep(p.inst, sizeof(p.inst), str_of(console_inst(c)));
	text_keep(p.thing, sizeof(p.thing), words);
	if (p.inst[0])
		console_go(c, s, &p);
	else
		console_go_inst(c, s, VIEW_METRICS, (struct str){ 0 }); /* says why */
}

static bool is_metric(const struct console *c, const struct scene *s, struct str word)
{
	const struct site *site = scene_find(s, console_inst(c));
	const struct metrics_source *m = s->metrics;
	struct metric rows[METRICS_MAX];
	size_t n = site && m ? m->list(m->ctx, site->row, rows, METRICS_MAX) : 0;
	int64_t sec = 0;

	for (size_t i = 0; i < n; i++)
		if (metric_is(&rows[i], word))
			return true;
	return metrics_view_span(word, &sec);
}

void console_run_metrics(struct console *c, const struct scene *s, struct str words)
{
	struct str rest = words;
	AUTO(buf) text = BUF_INIT(256);

	while (rest.len) {
		struct str word = str_cut(&rest, ' ');

		if (!word.len || is_metric(c, s, word))
			continue;
		buf_addf(&text, "No metric \"%.*s\" there; Tab names those that are.",
			 (int)(word.len > 60 ? 60 : word.len), word.p);
		console_remark(c, s, buf_text(&text));
		return;
	}
	go(c, s, words);
}

static bool is_here(const struct console *c)
{
	return console_place(c)->view == VIEW_METRICS;
}

void console_run_goto(struct console *c, const struct scene *s, struct str when)
{
	int64_t sec = 0;

	if (!metrics_view_moment(when, s->now_sec, &sec)) {
		console_remark(c, s,
			       "That is no time: 14:02, -1h, now, yesterday 9:00 or "
			       "2026-11-23T14:00:00Z.");
		return;
	}
	if (!is_here(c))
		go(c, s, (struct str){ 0 });
	if (!is_here(c))
		return;
	metrics_view_goto(console_state(c), sec);
	if (sec > s->now_sec)
		console_remark(c, s, "That is to come; these are the newest values.");
	console_update(c, s);
}

void console_run_range(struct console *c, const struct scene *s, struct str span)
{
	int64_t sec = 0;

	if (!metrics_view_span(span, &sec)) {
		console_remark(c, s, "That is no span of time: 30m, 3h or 2d.");
		return;
	}
	if (!is_here(c))
		go(c, s, (struct str){ 0 });
	if (!is_here(c))
		return;
	if (!metrics_view_range(console_state(c), sec))
		console_remark(c, s,
			       "From 15m to 15d can be shown at once; < shows what was "
			       "before.");
	console_update(c, s);
}

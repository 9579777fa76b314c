/*
 * The last hours of each agent's beats, above one axis of time.
 */
#include "core/base/utf8.h"
#include "tui/views/overview_panels.h"
#include "tui/views/strips.h"
#include "tui/views/times.h"

#define SPAN_MIN   180
#define NAME_WIDTH 9 /* columns of an agent's name, with a blank */
#define NAME_MOST  20
#define TICK_LEAST 10 /* columns between two times of the axis */

bool overview_has_beats(const struct site *site)
{
	return site && (site->beats || site->row->inst->heartbeat_sec > 0);
}

int overview_beats_lines(const struct site *site)
{
	return site->beats && site->beats->n_agents ? (int)site->beats->n_agents + 1
						    : 1;
}

static int name_width(const struct beats *b)
{
	int width = NAME_WIDTH;

	for (size_t i = 0; b && i < b->n_agents; i++) {
		int needs = utf8_width(str_of(b->agents[i].name)) + 1;

		width = needs > width ? needs : width;
	}
	return width < NAME_MOST ? width : NAME_MOST;
}

/* Minutes of a cell, so that three hours fit. */
static int cell_minutes(int room)
{
	static const int minutes[] = { 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 };

	for (size_t i = 0; i < ARRAY_LEN(minutes); i++)
		if (SPAN_MIN / minutes[i] <= room)
			return minutes[i];
	return 60;
}

static int strip_room(const struct site *site, int width)
{
	return width - 2 - name_width(site->beats);
}

void overview_beats_right(const struct site *site, int width, struct buf *out)
{
	if (!site->beats || !site->beats->n_agents)
		return;
	if (site->beats->err.code) {
		buf_add_text(out, "not read since ");
		times_hm(out, site->beats->now_sec, site->beats->now_sec, true);
		return;
	}
	buf_addf(out, "3 h · 1 cell = %d min", cell_minutes(strip_room(site, width)));
}

/* "11:03          12:00          13:00     14:03Z": hours, where there is room. */
static void draw_axis(const struct scene *s, struct pen *p, int cells, int minutes)
{
	int64_t start_sec = s->now_sec - (int64_t)cells * minutes * 60;
	int first = p->col;
	int from = 0;
	AUTO(buf) end = BUF_INIT(64);
	AUTO(buf) begin = BUF_INIT(64);

	times_hm(&begin, start_sec, s->now_sec, false);
	times_hm(&end, s->now_sec, s->now_sec, true);
	pen_text(p, ROLE_FAINT, buf_text(&begin));
	from = TICK_LEAST;
	for (int64_t at = (start_sec / 3600 + 1) * 3600; at < s->now_sec; at += 3600) {
		int col = (int)((at - start_sec) / (minutes * INT64_C(60)));
		AUTO(buf) text = BUF_INIT(64);

		if (col < from || col > cells - TICK_LEAST - 2)
			continue;
		times_hm(&text, at, s->now_sec, false);
		pen_skip(p, first + col - p->col);
		pen_text(p, ROLE_FAINT, buf_text(&text));
		from = col + TICK_LEAST;
	}
	pen_skip(p, first + cells - (int)end.len - p->col);
	pen_text(p, ROLE_FAINT, buf_text(&end));
}

/* Where not all have a line, those that are silent stand first. */
static const struct beat_agent *agent_of(const struct beats *b, size_t place, bool all)
{
	size_t n = 0;

	if (all)
		return &b->agents[place];
	for (int overdue = 2; overdue >= 0; overdue--)
		for (size_t i = 0; i < b->n_agents; i++)
			if (strip_overdue(b, &b->agents[i]) == overdue && n++ == place)
				return &b->agents[i];
	return &b->agents[0];
}

static void draw_none(const struct site *site, struct frame *f, struct area a)
{
	struct pen p = pen_at(f, a, 0);
	const struct beats *b = site->beats;

	pen_skip(&p, 1);
	pen_fit(&p, pen_room(&p), ROLE_MUTED,
		b && b->err.code ? str_of(b->err.text)
				 : STR("No beat was received yet. Enter says more."),
		FIT_TAIL, ALIGN_LEFT);
}

void overview_beats_draw(const struct site *site, const struct scene *s,
			 struct frame *f, struct area a, bool focused)
{
	const struct beats *b = site->beats;
	int minutes = cell_minutes(strip_room(site, a.width));
	int cells = SPAN_MIN / minutes;
	int lines = a.height;
	int width = name_width(b);

	if (focused)
		frame_cursor(f, a.row, a.col + 1, "heartbeat");
	if (!b || !b->n_agents) {
		draw_none(site, f, a);
		return;
	}
	if (lines > (int)b->n_agents)
		lines = (int)b->n_agents;
	for (int i = 0; i < lines; i++) {
		const struct beat_agent *agent =
			agent_of(b, (size_t)i, lines == (int)b->n_agents);
		struct pen p = pen_at(f, a, i);

		pen_skip(&p, 1);
		pen_fit(&p, width - 1, ROLE_MUTED, str_of(agent->name), FIT_MIDDLE,
			ALIGN_LEFT);
		pen_skip(&p, 1);
		strip_draw(&p, b, agent, minutes * INT64_C(60), cells, ROLE_TEXT);
	}
	if (a.height > lines) {
		struct pen p = pen_at(f, a, lines);

		pen_skip(&p, 1 + width);
		draw_axis(s, &p, cells, minutes);
	}
}

/*
 * Rows that the loads of a day rejected, by cause: a bar each.
 */
#include <inttypes.h>

#include "tui/views/overview_panels.h"

#define CODE_WIDTH  20
#define COUNT_WIDTH 8

bool overview_has_loads(const struct site *site)
{
	return site && site->loads.known;
}

int overview_loads_lines(const struct site *site)
{
	return site->loads.n_causes ? (int)site->loads.n_causes : 1;
}

static void draw_bar(struct pen *p, int room, int64_t n, int64_t most)
{
	bool within = n > 0 && n <= most;
	int halves = within ? (int)((double)n / (double)most * 2 * room) : 0;

	if (halves < 1 && n > 0)
		halves = 1;
	for (int i = 0; i < halves / 2; i++)
		pen_text(p, ROLE_CHART_1, "█");
	if (halves % 2)
		pen_text(p, ROLE_CHART_1, "▌");
}

/* One line for all of them. */
static void draw_line(const struct site_loads *l, struct frame *f, struct area a)
{
	struct pen p = pen_at(f, a, 0);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (l->n > 0)
		buf_addf(&text, "%" PRId64 " rejected rows", l->n);
	else
		buf_add_text(&text, "No rejected rows.");
	for (size_t i = 0; i < l->n_causes; i++)
		buf_addf(&text, "%s%" PRId64 " × %s", i ? ", " : ": ", l->causes[i].n,
			 l->causes[i].code);
	pen_skip(&p, 1);
	pen_fit(&p, pen_room(&p), ROLE_MUTED, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

void overview_loads_draw(const struct site *site, struct frame *f, struct area a,
			 bool focused)
{
	const struct site_loads *l = &site->loads;
	int room = a.width - CODE_WIDTH - COUNT_WIDTH - 2;

	if (focused)
		frame_cursor(f, a.row, a.col + 1, "loads");
	if (!l->n_causes || room < 1 || (a.height < 2 && l->n_causes > 1)) {
		draw_line(l, f, a);
		return;
	}
	for (size_t i = 0; i < l->n_causes && (int)i < a.height; i++) {
		struct pen p = pen_at(f, a, (int)i);
		AUTO(buf) count = BUF_INIT(32);

		buf_addf(&count, "%" PRId64, l->causes[i].n);
		pen_skip(&p, 1);
		pen_fit(&p, CODE_WIDTH, ROLE_TEXT, str_of(l->causes[i].code), FIT_TAIL,
			ALIGN_LEFT);
		draw_bar(&p, room, l->causes[i].n, l->causes[0].n);
		p = pen_at(f, a, (int)i);
		pen_skip(&p, a.width - COUNT_WIDTH - 1);
		pen_fit(&p, COUNT_WIDTH, ROLE_TEXT, buf_str(&count), FIT_CLIP,
			ALIGN_RIGHT);
	}
}

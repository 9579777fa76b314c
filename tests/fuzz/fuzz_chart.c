/*
 * Any doubles at any times in any area.  What must hold: no read outside, a frame that
 * is sound, a round upper edge above the lower one, columns and moments that agree.
 */
#include <math.h>
#include <string.h>

#include "tests/fuzz/check_text.h"
#include "tui/kit/chart.h"
#include "tui/kit/number.h"
#include "tui/kit/spark.h"

#define VALUES 512
#define MARKS  8

struct bytes {
	const uint8_t *p;
	size_t n;
};

static void take(struct bytes *b, void *ret, size_t size)
{
	size_t n = size < b->n ? size : b->n;

	memset(ret, 0, size);
	memcpy(ret, b->p, n);
	b->p += n;
	b->n -= n;
}

static int take_int(struct bytes *b, int low, int high)
{
	uint16_t v = 0;

	take(b, &v, sizeof(v));
	return low + (int)(v % (unsigned)(high - low + 1));
}

static void check_axis(const struct chart *c, struct area a)
{
	struct area plot = chart_plot(c, a);
	bool fine = c->to_sec / 2 - c->from_sec / 2 < plot.width;

	bug_unless(isfinite(chart_top(c)) && chart_top(c) > 0);
	bug_unless(isfinite(chart_base(c)) && chart_base(c) <= 0);
	for (int col = 0; col < plot.width; col += 7) {
		int64_t sec = chart_col_sec(c, plot, col);
		int at = chart_col(c, plot, sec);

		bug_unless(at >= -1 && at < plot.width);
		/* a column is a second, or more */
		bug_unless(at <= col + 1 || fine);
	}
}

static void draw_sparks(struct frame *f, const double *values, size_t n, int width)
{
	struct pen pen = pen_at(f, frame_area(f), 0);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	spark_draw(&pen, width, values, n, 0, ROLE_CHART_1);
	spark_text(&text, width, values, n, 0);
	spark_beats_draw(&pen, width, (const uint8_t *)values, n);
	spark_beats_text(&text, width, (const uint8_t *)values, n * sizeof(*values));
	check_lines(buf_str(&text));
}

static void draw_numbers(const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AUTO(buf) text = BUF_INIT(64);

		number_text(&text, values[i]);
		bug_unless(buf_ok(&text) && utf8_width(buf_str(&text)) <= 8);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static double values[VALUES];
	struct chart_mark marks[MARKS] = { { 0 } };
	struct chart_label labels[3] = { { 0, "11:06" },
					 { 0, "ルー" },
					 { 0, "14:06Z" } };
	struct bytes b = { data, size };
	struct chart c = { .values = values, .marks = marks };
	struct area a = { 0 };
	double limit = 0;
	struct frame f;

	frame_init(&f, take_int(&b, 0, 40), take_int(&b, 0, 130));
	glyph_set_init(&f.glyphs, take_int(&b, 0, 1));
	a = (struct area){ take_int(&b, -9, 40), take_int(&b, -9, 130),
			   take_int(&b, -2, 260), take_int(&b, -2, 700) };
	glyph_set_graph(&f.glyphs, (enum graph)take_int(&b, 0, 2));
	c.bare = take_int(&b, 0, 1);
	c.focused = take_int(&b, 0, 1);
	c.has_cursor = take_int(&b, 0, 1);
	c.n_marks = (size_t)take_int(&b, 0, MARKS);
	take(&b, &c.partial, 1);
	take(&b, &c.start_sec, sizeof(c.start_sec));
	take(&b, &c.period_sec, sizeof(c.period_sec));
	take(&b, &c.from_sec, sizeof(c.from_sec));
	take(&b, &c.to_sec, sizeof(c.to_sec));
	take(&b, &c.cursor_sec, sizeof(c.cursor_sec));
	take(&b, &c.top, sizeof(c.top));
	take(&b, &limit, sizeof(limit));
	c.limit = take_int(&b, 0, 1) ? &limit : NULL;
	for (size_t i = 0; i < MARKS; i++) {
		take(&b, &marks[i].at_sec, sizeof(marks[i].at_sec));
		marks[i].role = ROLE_CHART_EVENT;
	}
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		labels[i].at_sec = marks[i].at_sec;
	c.n = b.n / sizeof(double) < VALUES ? b.n / sizeof(double) : VALUES;
	take(&b, values, c.n * sizeof(double));
	check_axis(&c, a);
	chart_draw(&c, &f, a);
	chart_axis(&c, &f, area_lines(a, 0, 1), labels, ARRAY_LEN(labels));
	(void)chart_at(&c, c.cursor_sec);
	draw_sparks(&f, values, c.n, a.width);
	draw_numbers(values, c.n);
	check_frame(&f);
	frame_release(&f);
	return 0;
}

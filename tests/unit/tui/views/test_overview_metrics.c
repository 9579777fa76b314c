/*
 * The panel of key metrics, by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/design_metrics.h"
#include "tests/unit/tui/kit/kit.h"
#include "tui/views/overview_metrics.h"

struct site_world {
	struct invented v;
	struct design_series series;
	struct frame frame;
};

static void init(struct site_world *w, int rows, int cols)
{
	invented_init(&w->v);
	design_seed(&w->v);
	frame_init(&w->frame, rows, cols);
}

static void release(struct site_world *w)
{
	if (w->v.scene.metrics)
		design_series_release(&w->series);
	invented_release(&w->v);
	frame_release(&w->frame);
}

static bool has(const struct frame *f, int row, const char *text)
{
	return strstr(line_of(f, row), text) != NULL;
}

static void each_has_a_chart_its_value_and_its_p95(void **state)
{
	struct site_world w;
	AUTO(buf) right = BUF_INIT(128);

	(void)state;
	init(&w, 12, 60);
	design_series_init(&w.series, &w.v.scene, DESIGN_METRICS_NOW);
	overview_metrics_draw(&w.v.scene, &w.v.rows[0], &w.frame, frame_area(&w.frame),
			      true);
	assert_frame_sound(&w.frame);
	assert_true(has(&w.frame, 0, " errors/min"));
	assert_true(has(&w.frame, 0, "18 /min ■"));
	assert_true(has(&w.frame, 3, " latency"));
	assert_true(has(&w.frame, 3, "9.2 s ▲"));
	assert_true(has(&w.frame, 6, "41 msg ▲"));
	assert_true(has(&w.frame, 9, " rows/s"));
	assert_true(has(&w.frame, 9, "12 /s ▼"));
	assert_true(has(&w.frame, 10, "p95 3.5k /s"));
	assert_true(has(&w.frame, 11, "⣿⣿⣿⣿⣿⣿"));
	assert_string_equal(w.frame.focus, "metrics");
	overview_metrics_right(&w.v.scene, &w.v.rows[0], &right);
	assert_string_equal(buf_text(&right), "3 h · 11:06 → 14:06Z");
	release(&w);
}

static void a_narrow_screen_has_a_line_each(void **state)
{
	struct site_world w;

	(void)state;
	init(&w, 3, 80);
	design_series_init(&w.series, &w.v.scene, DESIGN_METRICS_NOW);
	overview_metrics_draw(&w.v.scene, &w.v.rows[0], &w.frame, frame_area(&w.frame),
			      false);
	assert_true(has(&w.frame, 0, " errors/min "));
	assert_true(has(&w.frame, 1, "9.2 s ▲"));
	assert_true(has(&w.frame, 2, " queue "));
	assert_true(has(&w.frame, 2, "p95"));
	release(&w);
}

/* A value of an hour ago is told with its time, a range of yesterday is not drawn. */
static void what_is_old_is_not_told_as_of_now(void **state)
{
	struct site_world w;

	(void)state;
	init(&w, 3, 60);
	design_series_init(&w.series, &w.v.scene, DESIGN_METRICS_NOW);
	w.v.scene.now_sec = DESIGN_METRICS_NOW + 3600;
	overview_metrics_draw(&w.v.scene, &w.v.rows[0], &w.frame, frame_area(&w.frame),
			      false);
	assert_true(has(&w.frame, 0, "18 /min ◌"));
	assert_true(has(&w.frame, 1, "at 14:05Z"));
	assert_false(has(&w.frame, 2, "⣿"));
	release(&w);
}

static void without_metrics_that_is_said(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 1, 8 }, { 4, 30 }, { 9, 20 } };
	struct site_world w;
	AUTO(buf) right = BUF_INIT(128);

	(void)state;
	init(&w, 3, 60);
	overview_metrics_draw(&w.v.scene, &w.v.rows[0], &w.frame, frame_area(&w.frame),
			      false);
	assert_true(has(&w.frame, 0, "No metrics"));
	overview_metrics_right(&w.v.scene, &w.v.rows[0], &right);
	assert_string_equal(buf_text(&right), "");
	design_series_init(&w.series, &w.v.scene, DESIGN_METRICS_NOW);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		frame_resize(&w.frame, sizes[i][0], sizes[i][1]);
		overview_metrics_draw(&w.v.scene, &w.v.rows[0], &w.frame,
				      frame_area(&w.frame), true);
		assert_frame_sound(&w.frame);
	}
	release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_chart_its_value_and_its_p95),
		cmocka_unit_test(a_narrow_screen_has_a_line_each),
		cmocka_unit_test(what_is_old_is_not_told_as_of_now),
		cmocka_unit_test(without_metrics_that_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Sparklines and beat strips as text.
 */
#include "tests/unit/tui/kit/kit.h"

#include <float.h>
#include <math.h>

#include "tui/kit/spark.h"

#define GAP ((double)NAN)

static const char *spark(int width, const double *values, size_t n, double top)
{
	static char text[SPARK_CELLS * 4];
	AUTO(buf) out = BUF_INIT(sizeof(text));

	spark_text(&out, width, values, n, top);
	assert_true(text_copy(text, sizeof(text), buf_str(&out)));
	return text;
}

static const char *beats(int width, const uint8_t *values, size_t n)
{
	static char text[SPARK_CELLS * 4];
	AUTO(buf) out = BUF_INIT(sizeof(text));

	spark_beats_text(&out, width, values, n);
	assert_true(text_copy(text, sizeof(text), buf_str(&out)));
	return text;
}

static void a_line_of_blocks(void **state)
{
	static const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	(void)state;
	assert_string_equal(spark(8, values, 8, 0), "▁▂▃▄▅▆▇█");
	assert_string_equal(spark(4, values, 8, 0), "▂▄▆█");
	assert_string_equal(spark(8, values, 8, 14), "▁▂▂▃▃▄▄▅");
	assert_string_equal(spark(8, values, 3, 0), "·····▁▅█");
}

static void strange_values_in_a_line(void **state)
{
	static const double gaps[] = { GAP, GAP };
	static const double zeros[] = { 0, 0, GAP, -4 };
	static const double huge[] = { DBL_MAX, HUGE_VAL, DBL_TRUE_MIN, 1 };

	(void)state;
	assert_string_equal(spark(2, gaps, 2, 0), "··");
	assert_string_equal(spark(4, zeros, 4, 0), "▁▁·▁");
	assert_string_equal(spark(4, huge, 4, 0), "█·▁▁");
	assert_string_equal(spark(3, NULL, 0, 0), "···");
	assert_string_equal(spark(0, zeros, 4, 0), "");
	assert_string_equal(spark(-2, zeros, 4, 0), "");
	assert_string_equal(spark(1, zeros, 4, 0), "▁");
	assert_int_equal(utf8_width(str_of(spark(9999, zeros, 4, 0))), SPARK_CELLS);
}

static void a_strip_keeps_the_worst(void **state)
{
	static const uint8_t values[] = { 1, 1, 2, 1, 3, 3, 0, 9 };

	(void)state;
	assert_string_equal(beats(8, values, 8), "▁▁▄▁██··");
	assert_string_equal(beats(4, values, 8), "▁▄█·");
	assert_string_equal(beats(8, values, 4), "▁▁▁▁▄▄▁▁");
	assert_string_equal(beats(3, values, 0), "···");
	assert_string_equal(beats(0, values, 8), "");
}

static void each_beat_has_its_ink(void **state)
{
	static const uint8_t values[] = { 0, 1, 2, 3 };
	static const enum role roles[] = { ROLE_FAINT, ROLE_BEAT_OK, ROLE_BEAT_LATE,
					   ROLE_BEAT_MISS };
	struct frame f;
	struct pen pen = { 0 };

	(void)state;
	frame_init(&f, 2, 6);
	glyph_set_init(&f.glyphs, true);
	pen = pen_at(&f, frame_area(&f), 0);
	spark_beats_draw(&pen, 4, values, 4);
	assert_line(&f, 0, "._=@");
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		assert_int_equal(f.cells[i].role, roles[i]);
	pen = pen_at(&f, frame_area(&f), 1);
	spark_draw(&pen, 9, (const double[]){ 0, GAP, 2 }, 3, 0, ROLE_WARN);
	assert_line(&f, 1, "......");
	frame_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_blocks),
		cmocka_unit_test(strange_values_in_a_line),
		cmocka_unit_test(a_strip_keeps_the_worst),
		cmocka_unit_test(each_beat_has_its_ink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

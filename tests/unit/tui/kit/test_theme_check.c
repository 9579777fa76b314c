/* The check of themes: its maths against known values, and the shipped themes. */
#include "kit.h"

#include "tui/kit/theme_check.h"
#include "tui/kit/theme_shipped.h"

static void assert_near(double is, double expected, double within)
{
	if (is < expected - within || is > expected + within)
		fail_msg("%.4f is not within %.4f of %.4f", is, within, expected);
}

/* Pairs whose ratio WCAG's own documents and tools give. */
static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		uint32_t ink, ground;
		double ratio;
	} rows[] = {
		{ 0x000000, 0xFFFFFF, 21.0 },
		{ 0xFFFFFF, 0xFFFFFF, 1.0 },
		{ 0x777777, 0xFFFFFF, 4.48 },	/* the grey that just fails AA */
		{ 0x767676, 0xFFFFFF, 4.54 },	/* and the one that passes */
		{ 0x595959, 0xFFFFFF, 7.00 },
		{ 0x0000FF, 0xFFFFFF, 8.59 },
		{ 0xFF0000, 0xFFFFFF, 4.00 },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_near(color_contrast(rows[i].ink, rows[i].ground), rows[i].ratio,
			    0.006);
		assert_near(color_contrast(rows[i].ground, rows[i].ink), rows[i].ratio,
			    0.006);
	}
}

static void distance_is_cie76(void **state)
{
	(void)state;
	assert_near(color_distance(0x000000, 0xFFFFFF, VISION_NORMAL), 100.0, 0.01);
	assert_near(color_distance(0x123456, 0x123456, VISION_NORMAL), 0.0, 0.0001);
	/* L*a*b* of sRGB red and green: 53.24 80.09 67.20, 87.73 -86.18 83.18 */
	assert_near(color_distance(0xFF0000, 0x00FF00, VISION_NORMAL), 170.56, 0.1);
}

/* Greys look the same to everybody; red and green come close without M cones, blue
 * and green do without S cones. */
static void cones_that_are_missing_make_colours_alike(void **state)
{
	(void)state;
	for (enum vision v = VISION_NORMAL; v < VISION_COUNT; v++)
		assert_near(color_distance(0x808080, 0xFFFFFF, v), 46.4, 0.2);
	double normal = color_distance(0xB3261E, 0x8A5A00, VISION_NORMAL);
	assert_true(color_distance(0xB3261E, 0x8A5A00, VISION_DEUTAN) < normal / 5);
	assert_true(color_distance(0x0057C2, 0x68717D, VISION_TRITAN) <
		    color_distance(0x0057C2, 0x68717D, VISION_NORMAL) / 2);
}

static void shipped(struct theme *t, const char *name)
{
	struct err err = ERR_INIT;
	if (!theme_shipped(t, name, &err))
		fail_msg("%s: %s", name, err.text);
}

static void every_shipped_theme_passes(void **state)
{
	(void)state;
	size_t n_bad = 0;
	for (size_t n = 0; theme_files[n].name; n++) {
		AUTO(theme_report) r = { 0 };
		struct theme t;
		shipped(&t, theme_files[n].name);
		theme_check(&t, &r);
		for (size_t i = 0; i < r.n; i++) {
			AUTO(buf) text = BUF_INIT(512);
			if (!r.findings[i].bad)
				continue;
			theme_finding_text(&r.findings[i], &text);
			print_error("%s: %s\n", t.name, buf_text(&text));
		}
		n_bad += r.n_bad;
	}
	assert_int_equal(n_bad, 0);
}

static double nearest_states(const char *name)
{
	AUTO(theme_report) r = { 0 };
	struct theme t;
	shipped(&t, name);
	theme_check(&t, &r);
	const struct theme_finding *f = theme_worst_distance(&r, DEPTH_RGB);
	assert_non_null(f);
	return f->is;
}

/* What each theme was designed for: nearest two states in the worst vision. */
static void states_are_as_far_apart_as_designed(void **state)
{
	(void)state;
	assert_near(nearest_states("dark"), 16.9, 0.05);
	assert_near(nearest_states("light"), 4.8, 0.05);
	assert_near(nearest_states("safe-dark"), 30.9, 0.05);
	assert_near(nearest_states("safe-light"), 21.0, 0.05);
}

static void the_theme_contrast_has_seven_everywhere(void **state)
{
	(void)state;
	AUTO(theme_report) r = { 0 };
	struct theme t;
	shipped(&t, "contrast");
	theme_check(&t, &r);
	for (size_t i = 0; i < r.n; i++) {
		const struct theme_finding *f = &r.findings[i];
		if (f->kind == FINDING_CONTRAST && f->least > 0 && f->is < 7.0)
			fail_msg("%s on %s: %.2f", role_name(f->role), role_name(f->on),
				 f->is);
	}
}

static size_t count(const char *text, enum theme_finding_kind kind)
{
	AUTO(theme_report) r = { 0 };
	struct theme t;
	struct err err = ERR_INIT;
	size_t n = 0;
	if (!theme_read(&t, str_of(text), "t.theme", NULL, &err))
		fail_msg("%s", err.text);
	theme_check(&t, &r);
	for (size_t i = 0; i < r.n; i++)
		n += r.findings[i].kind == kind && r.findings[i].bad;
	return n;
}

static void what_is_wrong_with_a_theme_is_found(void **state)
{
	(void)state;
	assert_true(count("[roles]\ntext = default\n", FINDING_MISSING) > 10);
	assert_int_equal(count("[theme]\nextends = dark\n", FINDING_MISSING), 0);
	/* grey on black, exact and in 256 colours */
	assert_int_equal(count("[theme]\nextends = dark\n[roles]\nwarn = #333333\n",
			       FINDING_CONTRAST) > 1,
			 1);
	assert_int_equal(count("[theme]\nextends = dark\n[roles]\nselect = text\n",
			       FINDING_ALIKE) > 0,
			 1);
	assert_int_equal(count("[theme]\nextends = mono\n[roles]\ncrit = 1\n",
			       FINDING_ALIKE) > 0,
			 1); /* red alone tells nobody anything */
	assert_int_equal(count("[theme]\nextends = dark\n[glyphs]\nwarn = \u25A0\n",
			       FINDING_SIGNS),
			 1);
	assert_true(count("[theme]\nname = safe-mine\nextends = dark\n",
			  FINDING_DISTANCE) > 0);
	assert_int_equal(
		count("[theme]\nname = mine\nextends = dark\n", FINDING_DISTANCE), 0);
}

/* A colour of one's own is seen with 256 and 16 colours, too: what the theme below
 * chose there was for its own colour. */
static void a_role_set_anew_drops_inherited_fallbacks(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	assert_true(theme_read(&t,
			       STR("[theme]\nextends = dark\n[fallback.16]\n"
				   "warn = 2\n[roles]\ncrit = #00ffff\n"
				   "warn = #00ffff\n"),
			       "t.theme", NULL, &err));
	assert_int_equal(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_256).fg, 51);
	assert_int_equal(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_16).fg, 14);
	assert_int_equal(theme_look(&t, ROLE_WARN, ROLE_BG, DEPTH_16).fg, 2);
	assert_int_equal(theme_look(&t, ROLE_OK, ROLE_BG, DEPTH_16).fg, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrast_is_that_of_wcag),
		cmocka_unit_test(distance_is_cie76),
		cmocka_unit_test(cones_that_are_missing_make_colours_alike),
		cmocka_unit_test(every_shipped_theme_passes),
		cmocka_unit_test(states_are_as_far_apart_as_designed),
		cmocka_unit_test(the_theme_contrast_has_seven_everywhere),
		cmocka_unit_test(what_is_wrong_with_a_theme_is_found),
		cmocka_unit_test(a_role_set_anew_drops_inherited_fallbacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

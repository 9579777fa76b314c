/* Theme files: what they say, what is wrong with them, and how roles look. */
#include "kit.h"

#include "tui/kit/theme.h"
#include "tui/kit/theme_shipped.h"

static void shipped(struct theme *t, const char *name)
{
	struct err err = ERR_INIT;
	if (!theme_shipped(t, name, &err))
		fail_msg("%s: %s", name, err.text);
}

static void shipped_themes_are_whole(void **state)
{
	(void)state;
	size_t n = 0;
	for (; theme_files[n].name; n++) {
		const char *name = theme_files[n].name;
		struct theme t;
		shipped(&t, name);
		assert_string_equal(t.name, name);
		assert_int_equal(t.n_notes, 0);
		for (int i = 0; i < ROLE_COUNT; i++) {
			if (role_fallback((enum role)i) == (enum role)i &&
			    !t.roles[i].set)
				fail_msg("%s lacks %s", name, role_name((enum role)i));
		}
	}
	assert_true(n >= 2);
}

/* After WCAG; default colours count as #d9e0ea on #0f141a. */
static double contrast(const struct theme *t, enum role role, enum role on)
{
	struct look look = theme_look(t, role, on, DEPTH_RGB);
	double ink = color_luminance(look.fg < 0 ? 0xD9E0EA : (uint32_t)look.fg);
	double ground = color_luminance(look.bg < 0 ? 0x0F141A : (uint32_t)look.bg);
	double high = ink > ground ? ink : ground;
	double low = ink > ground ? ground : ink;
	return (high + 0.05) / (low + 0.05);
}

/* contrast: text 7, states and muted 4.5, select and modes 4.5. */
static void contrast_is_enough(void **state)
{
	(void)state;
	static const struct {
		enum role role, on;
		double least;
	} rows[] = {
		{ ROLE_TEXT, ROLE_BG, 7 },
		{ ROLE_MUTED, ROLE_BG, 4.5 },
		{ ROLE_OK, ROLE_BG, 4.5 },
		{ ROLE_WARN, ROLE_BG, 4.5 },
		{ ROLE_CRIT, ROLE_BG, 4.5 },
		{ ROLE_UNKNOWN, ROLE_BG, 4.5 },
		{ ROLE_ACCENT, ROLE_BG, 4.5 },
		{ ROLE_FAINT, ROLE_BG, 3.5 },
		{ ROLE_TEXT, ROLE_SELECT, 4.5 },
		{ ROLE_CRIT, ROLE_SELECT, 3.5 },
		{ ROLE_TEXT, ROLE_SELECT_OFF, 4.5 },
		{ ROLE_TEXT, ROLE_RAISED, 7 },
		{ ROLE_TEXT, ROLE_MODE_OBSERVE, 4.5 },
		{ ROLE_TEXT, ROLE_MODE_OPERATE, 4.5 },
		{ ROLE_TEXT, ROLE_MODE_DEBUG, 4.5 },
		{ ROLE_TEXT, ROLE_MODE_BREAKGLASS, 4.5 },
		{ ROLE_TEXT, ROLE_MODE_SANDBOX, 4.5 },
		{ ROLE_CRIT, ROLE_MODE_BREAKGLASS, 3.5 },
		{ ROLE_WARN, ROLE_MODE_DEBUG, 3.5 },
		{ ROLE_MASK, ROLE_BG, 4.5 },
		{ ROLE_REVEAL, ROLE_BG, 4.5 },
		{ ROLE_MATCH, ROLE_BG, 4.5 },
		{ ROLE_MATCH_NOW, ROLE_BG, 4.5 },
		{ ROLE_BUTTON_FOCUS, ROLE_RAISED, 4.5 },
		{ ROLE_BUTTON, ROLE_RAISED, 4.5 },
		{ ROLE_FIELD, ROLE_RAISED, 4.5 },
	};
	struct theme t;
	shipped(&t, "dark");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		double is = contrast(&t, rows[i].role, rows[i].on);
		if (is < rows[i].least)
			fail_msg("%s on %s: %.2f under %.1f", role_name(rows[i].role),
				 role_name(rows[i].on), is, rows[i].least);
	}
}

static void a_ground_of_the_other_polarity_is_painted(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool known;
		enum polarity ground;
		bool paints;
	} rows[] = {
		{ "light", true, POLARITY_DARK, true },
		{ "light", false, POLARITY_DARK, true },
		{ "light", true, POLARITY_LIGHT, false },
		{ "safe-light", true, POLARITY_DARK, true },
		{ "paper", true, POLARITY_DARK, true },
		{ "dark", true, POLARITY_LIGHT, true },
		{ "dark", true, POLARITY_DARK, false },
		{ "dark", false, POLARITY_LIGHT, false },
		{ "safe-dark", true, POLARITY_LIGHT, true },
		{ "terminal", true, POLARITY_LIGHT, false },
		{ "mono", true, POLARITY_LIGHT, false },
	};
	static const enum depth depths[] = { DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_RGB };
	static const int white[] = { 7, 15, 231, 0xFFFFFF };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct theme t;
		shipped(&t, rows[i].name);
		theme_paint(&t, rows[i].known, rows[i].ground);
		for (size_t d = 0; d < ARRAY_LEN(depths); d++) {
			struct look look =
				theme_look(&t, ROLE_TEXT, ROLE_BG, depths[d]);
			if (!rows[i].paints) {
				assert_int_equal(look.bg, -1);
				continue;
			}
			assert_true(look.bg >= 0 && look.fg >= 0);
			if (t.polarity == POLARITY_LIGHT)
				assert_int_equal(look.bg, white[d]);
			else if (depths[d] == DEPTH_RGB)
				assert_int_equal(look.bg, 0x0F141A);
			assert_int_not_equal(look.bg, look.fg);
			look = theme_look(&t, ROLE_SELECT, ROLE_SELECT, depths[d]);
			assert_true(look.bg >= 0);
		}
	}
}

static void a_ground_of_its_own_stays(void **state)
{
	(void)state;
	struct theme t;
	struct look before;
	struct look after;
	shipped(&t, "contrast");
	before = theme_look(&t, ROLE_TEXT, ROLE_BG, DEPTH_RGB);
	theme_paint(&t, true, POLARITY_LIGHT);
	after = theme_look(&t, ROLE_TEXT, ROLE_BG, DEPTH_RGB);
	assert_int_equal(before.bg, after.bg);
	assert_true(after.bg >= 0);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "[roles]\ncrit = amberr\n",
		 "t.theme:2: \"amberr\" is neither a palette name nor a colour" },
		{ "[palette]\na = #12\n",
		 "t.theme:2: \"#12\" is neither a palette name nor a colour" },
		{ "[palette]\na = 256\n",
		 "t.theme:2: \"256\" is neither a palette name nor a colour" },
		{ "[palette]\na = 1\nb = 2\na = 3\n",
		 "t.theme:4: \"a\" is set twice, first in line 2" },
		{ "[roles]\n\ntext = 1\ntext = 2\n",
		 "t.theme:4: \"text\" is set twice, first in line 3" },
		{ "[roles]\ntext = 1 blink\n",
		 "t.theme:2: \"blink\" is none of bold underline reverse italic" },
		{ "[roles]\ntext = 1 on\n",
		 "t.theme:2: \"\" is neither a palette name nor a colour" },
		{ "[roles]\ntext =\n",
		 "t.theme:2: \"\" is neither a palette name nor a colour" },
		{ "[rolls]\ntext = 1\n",
		 "t.theme:1: section \"rolls\" is unknown (theme, "
		  "palette, roles, fallback.256, fallback.16, glyphs)" },
		{ "[theme]\ncolour = 1\n", "t.theme:2: \"colour\" is unknown in "
					   "[theme] (name, extends, polarity)" },
		{ "[theme]\npolarity = dim\n",
		 "t.theme:2: polarity \"dim\" is neither dark nor light" },
		{ "[theme]\nextends = nowhere\n",
		 "t.theme:2: theme \"nowhere\" does not exist" },
		{ "[theme]\nextends = ../etc/passwd\n",
		 "t.theme:2: \"../etc/passwd\" is no name of a theme (letters, "
		  "digits, - and _)" },
		{ "[theme]\nextends = dark\npolarity = light\n",
		 "t.theme:3: theme \"dark\" has the other polarity" },
		{ "[theme]\nname = x\nextends = x\n",
		 "t.theme:3: extends \"x\" goes in a circle" },
		{ "[roles]\nok = warn\nwarn = ok\n",
		 "t.theme:2: \"ok\" follows itself" },
		{ "[roles]\nok = ok\n", "t.theme:2: \"ok\" follows itself" },
		{ "[roles]\nok = warn on 3\n",
		 "t.theme:2: \"3\" cannot be set on what follows "
		  "another role" },
		{ "[glyphs]\nset = emoji\n",
		 "t.theme:2: \"emoji\" is neither unicode nor ascii" },
		{ "[glyphs]\ncrit = XX\n",
		 "t.theme:2: \"XX\" is not one sign of one column" },
		{ "[glyphs]\ncrit = \xF0\x9F\x94\xA5\n",
		 "t.theme:2: \"\xF0\x9F\x94\xA5\" is not one sign of one column" },
		{ "[glyphs]\ncrit = \033\n",
		 "t.theme:2: \"\xE2\x90\x9B\" is not one sign of one column" },
		{ "nonsense\n", "t.theme:1: expected NAME = VALUE, found no '='" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct theme t;
		struct err err = ERR_INIT;
		assert_false(
			theme_read(&t, str_of(rows[i].text), "t.theme", NULL, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_string_equal(err.text, rows[i].expected);
	}
}

static void unknown_roles_and_glyphs_only_warn(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	struct str text =
		STR("[roles]\nfuture.role = 1\ntext = 7\n[glyphs]\nfuture = x\n");
	assert_true(theme_read(&t, text, "t.theme", NULL, &err));
	assert_int_equal(t.n_notes, 2);
	assert_string_equal(t.notes[0].text,
			    "t.theme:2: \"future.role\" is no role that candor knows");
	assert_string_equal(t.notes[1].text,
			    "t.theme:5: \"future\" is no glyph that candor knows");
	assert_int_equal(theme_look(&t, ROLE_TEXT, ROLE_BG, DEPTH_256).fg, 7);
}

static const char night[] = "[theme]\n"
			    "name     = night-shift\n"
			    "extends  = dark        # same polarity\n"
			    "polarity = dark\n"
			    "[palette]\n"
			    "amber = #e8b84a\n"
			    "[roles]\n"
			    "warn       = amber underline\n"
			    "mode.debug = #17120a on amber bold\n"
			    "select     = default on 24\n"
			    "beat.ok    = crit\n"
			    "[fallback.256]\n"
			    "crit = 209 bold\n"
			    "[fallback.16]\n"
			    "crit = brightred bold\n"
			    "[glyphs]\n"
			    "crit = X\n"
			    "set  = unicode\n";

static void a_theme_extends_another(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	if (!theme_read(&t, str_of(night), "/x/night-shift.theme", NULL, &err))
		fail_msg("%s", err.text);
	assert_string_equal(t.name, "night-shift");
	struct look look = theme_look(&t, ROLE_WARN, ROLE_BG, DEPTH_RGB);
	assert_int_equal(look.fg, 0xE8B84A);
	assert_int_equal(look.bg, -1);
	assert_int_equal(look.attr, ATTR_UNDERLINE);
	assert_int_equal(theme_look(&t, ROLE_OK, ROLE_BG, DEPTH_RGB).fg, 0x5FCF92);
	assert_int_equal(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_256).fg, 209);
	assert_int_equal(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_16).fg, 9);
	assert_int_equal(theme_look(&t, ROLE_BEAT_OK, ROLE_BG, DEPTH_256).fg, 209);
	assert_int_equal(theme_look(&t, ROLE_TEXT, ROLE_SELECT, DEPTH_256).bg, 24);
	assert_int_equal(theme_look(&t, ROLE_TEXT, ROLE_SELECT, DEPTH_256).fg, -1);
	assert_int_equal(t.glyphs.code[GLYPH_CRIT], 'X');
	assert_int_equal(t.glyphs.code[GLYPH_OK], 0x25CF);
}

static bool read_other(void *ctx, const char *name, struct buf *out, struct err *err)
{
	(void)err;
	(void)ctx;
	if (text_eq(name, "a"))
		buf_add_text(out, "[theme]\nextends = b\n");
	else if (text_eq(name, "b"))
		buf_add_text(out, "[theme]\nextends = a\n");
	else if (text_eq(name, "bad"))
		buf_add_text(out, "[roles]\ntext = nonsense\n");
	else
		return false;
	return true;
}

static void circles_over_files_end(void **state)
{
	(void)state;
	struct theme_source source = { .read = read_other };
	struct theme t;
	struct err err = ERR_INIT;
	assert_false(theme_read(&t, STR("[theme]\nextends = a\n"), "c.theme", &source,
				&err));
	assert_string_equal(err.text, "b.theme:2: extends \"a\" goes in a circle");
	assert_false(theme_read(&t, STR("[theme]\nextends = bad\n"), "c.theme", &source,
				&err));
	assert_string_equal(err.text,
			    "bad.theme:2: \"nonsense\" is neither a palette name "
			    "nor a colour");
}

static void a_broken_file_leaves_the_old_theme(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	shipped(&t, "dark");
	assert_false(theme_read(&t, STR("[roles]\ntext = x\n"), "t.theme", NULL, &err));
	assert_string_equal(t.name, "dark");
}

/* Greys, corners of the cube, and some colours of the themes. */
static void the_nearest_colour_is_found(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		uint32_t rgb;
		int index;
	} rows[] = {
		{ 0x000000, 16 },
		{ 0xFFFFFF, 231 },
		{ 0xFF0000, 196 },
		{ 0x1B232E, 235 },
		{ 0x1D4A7A, 24 },
		{ 0x6CB6FF, 75 },
		{ 0x808080, 244 },
		{ 0xD9E0EA, 254 },
		{ 0x00FFFF, 51 },
		{ 0x5F87AF, 67 },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(color_nearest_256(rows[i].rgb), rows[i].index);
	for (int i = 16; i < 256; i++)
		assert_int_equal(color_of_index(color_nearest_256(color_of_index(i))),
				 color_of_index(i));
	assert_int_equal(color_nearest_16(0xFF0000), 9);
	assert_int_equal(color_nearest_16(0x101010), 0);
}

static void what_cannot_be_read_on_a_ground_takes_its_ink(void **state)
{
	(void)state;
	struct theme t;
	shipped(&t, "dark");
	struct look ground = theme_look(&t, ROLE_SELECT, ROLE_SELECT, DEPTH_RGB);
	struct look crit = theme_look(&t, ROLE_CRIT, ROLE_SELECT, DEPTH_RGB);
	struct look amber = theme_look(&t, ROLE_WARN, ROLE_MODE_DEBUG, DEPTH_RGB);
	assert_int_equal(crit.bg, ground.bg);
	assert_int_equal(crit.fg, 0xFF7B72);  /* keeps its own */
	assert_int_equal(amber.fg, 0x17120A); /* amber on amber cannot be read */
	struct look mask = theme_look(&t, ROLE_MASK, ROLE_SELECT, DEPTH_RGB);
	assert_int_equal(mask.bg, 0x263140); /* a masked value stays a plate */
}

static void every_depth_gets_numbers_it_has(void **state)
{
	(void)state;
	static const struct {
		enum depth depth;
		int most;
	} rows[] = { { DEPTH_MONO, -1 },
		     { DEPTH_8, 7 },
		     { DEPTH_16, 15 },
		     { DEPTH_256, 255 },
		     { DEPTH_RGB, 0xFFFFFF } };
	for (size_t n = 0; theme_files[n].name; n++) {
		struct theme t;
		shipped(&t, theme_files[n].name);
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			for (int pair = 0; pair < ROLE_COUNT * ROLE_COUNT; pair++) {
				struct look look = theme_look(
					&t, (enum role)(pair / ROLE_COUNT),
					(enum role)(pair % ROLE_COUNT), rows[i].depth);
				assert_in_range(look.fg + 1, 0, rows[i].most + 1);
				assert_in_range(look.bg + 1, 0, rows[i].most + 1);
			}
		}
	}
}

static void mono_has_no_colour_and_marks_the_selection(void **state)
{
	(void)state;
	struct theme t;
	shipped(&t, "mono");
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct look look = theme_look(&t, (enum role)i, ROLE_BG, DEPTH_256);
		assert_int_equal(look.fg, -1);
		assert_int_equal(look.bg, -1);
	}
	assert_true(theme_look(&t, ROLE_TEXT, ROLE_SELECT, DEPTH_256).attr &
		    ATTR_REVERSE);
	assert_true(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_256).attr & ATTR_BOLD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_themes_are_whole),
		cmocka_unit_test(contrast_is_enough),
		cmocka_unit_test(a_ground_of_the_other_polarity_is_painted),
		cmocka_unit_test(a_ground_of_its_own_stays),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(unknown_roles_and_glyphs_only_warn),
		cmocka_unit_test(a_theme_extends_another),
		cmocka_unit_test(circles_over_files_end),
		cmocka_unit_test(a_broken_file_leaves_the_old_theme),
		cmocka_unit_test(the_nearest_colour_is_found),
		cmocka_unit_test(what_cannot_be_read_on_a_ground_takes_its_ink),
		cmocka_unit_test(every_depth_gets_numbers_it_has),
		cmocka_unit_test(mono_has_no_colour_and_marks_the_selection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

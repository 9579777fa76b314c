/*
 * Settings: which layer wins, what its origin says, what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/base.h"
#include "tests/fake/env.h"
#include "tui/program_settings.h"

#define VENDOR "[vendor]\ndomain = vendor.example\n"

struct fixture {
	struct fake_env env;
	struct config config;
	struct settings settings;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));

	fake_env_init(&f->env);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	fake_env_release(&f->env);
	config_release(&f->config);
	settings_release(&f->settings);
	free(f);
	return 0;
}

/* The machine's file and the operator's; NULL: no such file. */
static bool resolve(struct fixture *f, const char *machine, const char *own,
		    const struct settings_flags *flags)
{
	struct config_source sources[2];
	size_t n = 0;

	if (machine)
		sources[n++] = (struct config_source){ "/etc/c.conf", str_of(machine) };
	if (own)
		sources[n++] = (struct config_source){ "own.conf", str_of(own) };
	config_release(&f->config);
	settings_release(&f->settings);
	f->err = ERR_INIT;
	if (n > 0)
		assert_true(
			config_parse_all(sources, n, NULL, NULL, &f->config, &f->err));
	return settings_resolve(n > 0 ? &f->config : NULL, &f->env.env, flags,
				&f->settings, &f->err);
}

static void is(const struct fixture *f, enum setting id, const char *value,
	       const char *origin)
{
	assert_string_equal(settings_get(&f->settings, id), value);
	assert_string_equal(settings_origin(&f->settings, id), origin);
}

static void every_setting_has_a_built_in_value_that_is_allowed(void **state)
{
	struct fixture *f = *state;

	assert_true(resolve(f, NULL, NULL, NULL));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		is(f, (enum setting)i, settings_all[i].otherwise, "built-in");
		assert_non_null(settings_all[i].help);
	}
}

static void the_later_layer_wins_and_is_named(void **state)
{
	struct fixture *f = *state;
	const char *machine = VENDOR "[console]\ntheme = light\nmouse = on\n";
	const char *own = "[console]\ntheme = paper\n";
	struct settings_flags flags = { .value = { [SETTING_THEME] = "mono" } };

	assert_true(resolve(f, machine, NULL, NULL));
	is(f, SETTING_THEME, "light", "/etc/c.conf:4");
	assert_true(resolve(f, machine, own, NULL));
	is(f, SETTING_THEME, "paper", "own.conf:2");
	is(f, SETTING_MOUSE, "on", "/etc/c.conf:5");
	fake_env_set(&f->env, "CANDOR_THEME", "contrast");
	assert_true(resolve(f, machine, own, NULL));
	is(f, SETTING_THEME, "contrast", "CANDOR_THEME");
	assert_true(resolve(f, machine, own, &flags));
	is(f, SETTING_THEME, "mono", "--theme");
	assert_int_equal(settings_level(&f->settings, SETTING_THEME), SETTING_FLAG);
	fake_env_set(&f->env, "CANDOR_THEME", "");
	assert_true(resolve(f, machine, own, NULL));
	is(f, SETTING_THEME, "paper", "own.conf:2");
}

static void variables_of_common_use_count_below_our_own(void **state)
{
	struct fixture *f = *state;

	fake_env_set(&f->env, "NO_COLOR", "1");
	fake_env_set(&f->env, "CANDOR_REDUCED_MOTION", "yes please");
	assert_true(resolve(f, NULL, VENDOR "[console]\ncolor = auto\n", NULL));
	is(f, SETTING_COLOR, "off", "NO_COLOR");
	is(f, SETTING_MOTION, "reduced", "CANDOR_REDUCED_MOTION");
	fake_env_set(&f->env, "CANDOR_COLOR", "auto");
	assert_true(resolve(f, NULL, NULL, NULL));
	is(f, SETTING_COLOR, "auto", "CANDOR_COLOR");
}

static void a_value_that_is_not_allowed_is_refused_with_its_place(void **state)
{
	/* clang-format off */
	static const struct {
		const char *own, *name, *value;
		const char *says;
	} rows[] = {
		{ VENDOR "[console]\n\nmouse = yes\n", NULL, NULL,
		  "own.conf:5: mouse is \"yes\", but must be off or on" },
		{ NULL, "CANDOR_TIME", "swatch",
		  "CANDOR_TIME: time is \"swatch\", but must be utc, local, customer or relative" },
		{ NULL, "CANDOR_KEYS", "vi\x1b[2J", "CANDOR_KEYS: keys is \"vi" },
		{ NULL, "CANDOR_THEME", "a\x1b[2J", "CANDOR_THEME: theme must be printable" },
		{ NULL, "CANDOR_CLIPBOARD", "\xff", "CANDOR_CLIPBOARD: clipboard must be" },
	};
	/* clang-format on */
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].name)
			fake_env_set(&f->env, rows[i].name, rows[i].value);
		assert_false(resolve(f, NULL, rows[i].own, NULL));
		if (!strstr(f->err.text, rows[i].says))
			fail_msg("\"%s\" does not say \"%s\"", f->err.text,
				 rows[i].says);
		assert_null(strchr(f->err.text, '\x1b'));
		assert_int_equal(f->err.code, ERR_CONFIG);
		assert_null(f->settings.of[0].value);
		if (rows[i].name)
			fake_env_set(&f->env, rows[i].name, NULL);
	}
}

static void an_unknown_key_is_a_warning_that_lists_the_known(void **state)
{
	struct fixture *f = *state;

	assert_true(resolve(f, NULL, VENDOR "[console]\ntehme = light\n", NULL));
	assert_int_equal(f->settings.n_warnings, 1);
	assert_non_null(
		strstr(f->settings.warnings[0],
		       "own.conf:4: [console] has no \"tehme\"; it has: theme,"));
	is(f, SETTING_THEME, "auto", "built-in");
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_setting_has_a_built_in_value_that_is_allowed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_later_layer_wins_and_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(variables_of_common_use_count_below_our_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_value_that_is_not_allowed_is_refused_with_its_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_key_is_a_warning_that_lists_the_known, set_up, tear_down),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

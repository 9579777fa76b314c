/* core/access/config_metric.c: [metric ID], and what is wrong in it. */
#include "core/access/config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define VENDOR "[vendor]\ndomain = vendor.example\n"

static void thresholds_and_own_metrics_are_read(void **state)
{
	const char *text = VENDOR
		"[metric lambda-errors]\nwarn = 0.5\ncrit = 20\nfor = 5\n"
		"[metric rows-loaded]\ntitle = rows loaded\nnamespace = Acme/Loader\n"
		"name = RowsLoaded\nstatistic = p99.9\nunit = /s\nbad = below\n"
		"warn = 100\ncrit = -2.25\ndimensions = Stage = prod, Table=a=b\n";
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(config_parse(str_of(text), "c", &c, &err));
	assert_int_equal(c.n_metrics, 2);
	assert_true(c.metrics[0].warn == 0.5 && c.metrics[0].crit == 20.0);
	assert_int_equal(c.metrics[0].for_periods, 5);
	assert_null(c.metrics[0].space);
	assert_false(c.metrics[0].has_bad);
	assert_true(c.metrics[1].below && c.metrics[1].has_bad);
	assert_true(c.metrics[1].crit == -2.25);
	assert_string_equal(c.metrics[1].stat, "p99.9");
	assert_int_equal(c.metrics[1].n_dimensions, 2);
	assert_string_equal(c.metrics[1].dimensions[0].name, "Stage");
	assert_string_equal(c.metrics[1].dimensions[0].value, "prod");
	assert_string_equal(c.metrics[1].dimensions[1].value, "a=b");
	config_release(&c);
}

static void every_mistake_has_its_line(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "[metric X]\n", "c:3: the id of a metric" },
		{ "[metric ]\n", "c:3: " },
		{ "[metric a]\nwarn = 5x\n", "c:4: warn \"5x\" is no number" },
		{ "[metric a]\nwarn = 1e9\n", "c:4: warn \"1e9\" is no number" },
		{ "[metric a]\nwarn = nan\n", "c:4: warn" },
		{ "[metric a]\nwarn = 1.\n", "c:4: warn" },
		{ "[metric a]\nfor = 0\n", "c:4: for is 1 to 15" },
		{ "[metric a]\nfor = 99\n", "c:4: for is 1 to 15" },
		{ "[metric a]\nbad = aside\n", "c:4: bad is \"aside\"" },
		{ "[metric a]\nname = N\n", "c:3: [metric a] has a name, but no " },
		{ "[metric a]\nunit = %\n", "c:3: [metric a] has no namespace" },
		{ "[metric a]\nnamespace = N\nname = n\nstatistic = Mean\n",
		  "c:6: statistic \"Mean\" is none of" },
		{ "[metric a]\nnamespace = N\nname = n\nstatistic = p101\n", "c:6: " },
		{ "[metric a]\nnamespace = N\nname = n\ndimensions = a=1,b\n",
		  "c:6: dimensions" },
		{ "[metric a]\nnamespace = N\nname = n\n"
		  "dimensions = a=1,b=1,c=1,d=1,e=1\n",
		  "c:6: dimensions" },
		{ "[metric a]\nwarn = 1\n[metric a]\nwarn = 2\n",
		  "c:5: metric a stands already on line 3" },
		{ "[metric a]\nwarn = 1\nwarn = 2\n", "c:5: warn stands already" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[512];
		struct config c = { 0 };
		struct err err = ERR_INIT;

		(void)snprintf(text, sizeof(text), "%s%s", VENDOR, rows[i].text);
		if (config_parse(str_of(text), "c", &c, &err))
			fail_msg("%s was taken", rows[i].text);
		if (strncmp(err.text, rows[i].says, strlen(rows[i].says)) != 0)
			fail_msg("%s: %s", rows[i].text, err.text);
	}
}

static void a_later_file_wins(void **state)
{
	static const struct config_source files[] = {
		{ "machine", STR_INIT(VENDOR "[metric a]\nwarn = 1\n") },
		{ "own", STR_INIT("[metric a]\ncrit = 2\n") },
	};
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(config_parse_all(files, 2, NULL, NULL, &c, &err));
	assert_int_equal(c.n_metrics, 1);
	assert_true(isnan(c.metrics[0].warn) && c.metrics[0].crit == 2.0);
	config_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thresholds_and_own_metrics_are_read),
		cmocka_unit_test(every_mistake_has_its_line),
		cmocka_unit_test(a_later_file_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

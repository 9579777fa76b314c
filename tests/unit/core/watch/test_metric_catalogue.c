/* core/watch/metric_catalogue.c, metric_rows.c, and docs/metrics.md that tells of them.
 */
#include "core/watch/metric_catalogue.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"

#define VENDOR "[vendor]\ndomain = vendor.example\n"

static bool is_member_type(const char *type)
{
	for (size_t i = 0; member_types[i] != NULL; i++)
		if (text_eq(member_types[i], type))
			return true;
	return false;
}

static void every_row_is_whole(void **state)
{
	(void)state;
	for (const struct metric_row *r = metric_rows; r->id != NULL; r++) {
		assert_non_null(r->title);
		assert_non_null(r->brief);
		assert_in_range(strlen(r->brief), 1, METRIC_BRIEF);
		assert_non_null(r->unit);
		assert_non_null(r->space);
		assert_non_null(r->name);
		assert_non_null(r->stat);
		assert_non_null(r->dimension);
		assert_true(is_member_type(r->type));
		assert_int_equal(r->over == NULL, r->over_stat == NULL);
		if (r->bad != METRIC_BAD_NEVER) {
			assert_true(r->for_periods >= 1 && r->for_periods <= 15);
			assert_false(isnan(r->warn) && isnan(r->crit));
		}
		for (const struct metric_row *o = r + 1; o->id != NULL; o++)
			assert_false(text_eq(r->id, o->id) ||
				     text_eq(r->brief, o->brief));
	}
}

static void parse(const char *rest, struct config *ret)
{
	char text[1024];
	struct err err = ERR_INIT;

	(void)snprintf(text, sizeof(text), VENDOR "%s", rest);
	if (!config_parse(str_of(text), "c", ret, &err))
		fail_msg("%s", err.text);
}

static void configuration_changes_thresholds(void **state)
{
	struct config config = { 0 };
	struct metric_catalogue c;
	struct err err = ERR_INIT;
	const struct metric_row *r;

	(void)state;
	parse("[metric lambda-errors]\ncrit = 99\n[metric lambda-duration]\nwarn = 3\n"
	      "[metric rows]\nnamespace = A\nname = R\nunit = /s\nbad = below\n"
	      "warn = 10\n",
	      &config);
	assert_true(metric_catalogue_check(&config, &err));
	metric_catalogue_init(&c, &config);
	r = metric_catalogue_find(&c, "lambda-errors");
	assert_true(r->crit == 99.0 && r->warn == 1.0);
	r = metric_catalogue_find(&c, "lambda-duration");
	assert_true(r->bad == METRIC_BAD_ABOVE && r->warn == 3.0 && isnan(r->crit));
	assert_int_equal(r->for_periods, 3);
	r = &c.rows[0]; /* the vendor's own stand first */
	assert_string_equal(r->id, "rows");
	assert_string_equal(r->brief, "rows");
	assert_true(r->own && r->per_sec == 1 && r->bad == METRIC_BAD_BELOW);
	assert_true(r->steady); /* without any value it is not well */
	metric_catalogue_release(&c);
	config_release(&config);
}

static void what_makes_no_sense_is_an_error(void **state)
{
	static const char *const rows[][2] = {
		{ "[metric nothing]\nwarn = 1\n", "c:3: there is no metric nothing" },
		{ "[metric lambda-errors]\nnamespace = A\nname = B\n",
		  "c:3: candor has a metric lambda-errors already" },
		{ "[metric lambda-errors]\nwarn = 6\n",
		  "c:3: [metric lambda-errors] would be critical (5) before" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct config config = { 0 };
		struct err err = ERR_INIT;

		parse(rows[i][0], &config);
		assert_false(metric_catalogue_check(&config, &err));
		assert_non_null(strstr(err.text, rows[i][1]));
		config_release(&config);
	}
}

static void values_read_well(void **state)
{
	static const struct {
		double v;
		const char *text;
	} rows[] = { { 18, "18 /min" },      { 0.5, "0.5 /min" },
		     { 9312, "9312 /min" },  { 14832, "14.8k /min" },
		     { 2.5e6, "2.5M /min" }, { (double)NAN, "-" },
		     { -3, "-3 /min" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) out = BUF_INIT(128);

		metric_value_text(&metric_rows[0], rows[i].v, &out);
		assert_string_equal(buf_text(&out), rows[i].text);
	}
}

static void members_give_their_dimension(void **state)
{
	char url[] = "https://sqs.eu-central-1.amazonaws.com/1/in";
	char arn[] = "arn:aws:states:e:1:stateMachine:flow";
	const struct member queue = { .name = url };
	const struct member flow = { .name = arn };
	const struct metric_row whole = { .id_from = METRIC_ID_WHOLE };
	const struct metric_row last = { .id_from = METRIC_ID_LAST };

	(void)state;
	assert_true(str_is(metric_member_id(&last, &queue), "in"));
	assert_true(str_is(metric_member_id(&last, &flow), "flow"));
	assert_true(str_is(metric_member_id(&whole, &flow), arn));
}

/* ---- docs/metrics.md ---- */

#define BEGIN "<!-- rows -->\n"
#define END   "<!-- end of rows -->\n"

static void put_limit(struct buf *out, const struct metric_row *r, double v)
{
	if (r->bad == METRIC_BAD_NEVER || isnan(v))
		buf_add_text(out, " |");
	else
		buf_addf(out, " %s %g |", r->bad == METRIC_BAD_BELOW ? "<" : ">", v);
}

static void put_table(struct buf *out)
{
	static const char *const how[] = {
		[METRIC_SUM] = "sum", [METRIC_MAX] = "most", [METRIC_MIN] = "least"
	};

	buf_add_text(out, BEGIN
		     "| id | brief | unit | CloudWatch | statistic | of several | warn "
		     "| crit | for |\n"
		     "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
	for (const struct metric_row *r = metric_rows; r->id != NULL; r++) {
		buf_addf(out, "| `%s` | %s | %s | %s %s%s%s | %s | %s |", r->id,
			 r->brief, r->unit, r->space, r->name,
			 r->over != NULL ? " / " : "", text_or(r->over, ""), r->stat,
			 how[r->combine]);
		put_limit(out, r, r->warn);
		put_limit(out, r, r->crit);
		if (r->bad != METRIC_BAD_NEVER)
			buf_addf(out, " %u", r->for_periods);
		buf_add_text(out, " |\n");
	}
	buf_add_text(out, END);
}

static void the_page_has_the_rows(void **state)
{
	const char *path = TEST_DIR "/../docs/metrics.md";
	AUTO(buf) page = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) table = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	const char *from;
	const char *to;

	(void)state;
	put_table(&table);
	assert_true(os_read_file(path, &page, &err));
	from = strstr(buf_text(&page), BEGIN);
	to = strstr(buf_text(&page), END);
	assert_true(from != NULL && to != NULL && from < to);
	if (getenv("CANDOR_UPDATE_GOLDEN")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		(void)fprintf(f, "%.*s%s%s", (int)(from - buf_text(&page)),
			      buf_text(&page), buf_text(&table), to + strlen(END));
		(void)fclose(f);
		return;
	}
	assert_int_equal((size_t)(to - from) + strlen(END), table.len);
	assert_memory_equal(from, buf_text(&table), table.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(configuration_changes_thresholds),
		cmocka_unit_test(what_makes_no_sense_is_an_error),
		cmocka_unit_test(values_read_well),
		cmocka_unit_test(members_give_their_dimension),
		cmocka_unit_test(the_page_has_the_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

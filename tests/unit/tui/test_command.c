/* The command line: what a line means, what Tab makes of it, where errors point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/command.h"

static struct command_context context(struct world *w)
{
	return (struct command_context){ &w->v.scene, "acme-prod-eu",
					 "STATE INSTALLATION CUSTOMER",
					 STR("severity") };
}

static void a_line_means_what_it_says(void **state)
{
	/* clang-format off */
	static const struct {
		const char *line;
		enum command_id id;
		const char *args[COMMAND_ARGS];
	} rows[] = {
		{ "fleet", COMMAND_FLEET, { "", "" } },
		{ "  fl  ", COMMAND_FLEET, { "", "" } },
		{ "overview opal-prod", COMMAND_OVERVIEW, { "opal-prod", "" } },
		{ "status opal-prod", COMMAND_OVERVIEW, { "opal-prod", "" } },
		{ "opal-prod", COMMAND_OPEN, { "opal-prod", "" } },
		{ "stack delta-ingest delta-prod-2", COMMAND_STACK,
		  { "delta-ingest", "delta-prod-2" } },
		{ "refresh all", COMMAND_REFRESH, { "all", "" } },
		{ "sort CUSTOMER desc", COMMAND_SORT, { "CUSTOMER", "desc" } },
		{ "filter crit !harbor ", COMMAND_FILTER, { "crit !harbor", "" } },
		{ "sort sev", COMMAND_SORT, { "severity", "" } },
		{ "copy arn", COMMAND_COPY, { "arn", "" } },
		{ "tz local", COMMAND_TIMES, { "local", "" } },
		{ "q", COMMAND_QUIT, { "", "" } },
		{ "th", COMMAND_THEME, { "", "" } },
		{ "set", COMMAND_PAGE, { "", "" } },
		{ "op opal", COMMAND_OPEN, { "opal-prod", "" } },
		{ "opa", COMMAND_OPEN, { "opal-prod", "" } },
		{ "tz cu", COMMAND_TIMES, { "customer", "" } },
		{ "sor CUST de", COMMAND_SORT, { "CUSTOMER", "desc" } },
		{ "stack delta-i delta-prod-2", COMMAND_STACK,
		  { "delta-ingest", "delta-prod-2" } },
		{ "loads anything at all", COMMAND_LATER, { "", "" } },
	};
	/* clang-format on */
	struct command_context ctx = context(*state);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct command cmd = { 0 };
		struct command_error e = { 0 };

		if (!command_parse(&ctx, str_of(rows[i].line), &cmd, &e))
			fail_msg("%s: %s", rows[i].line, e.text);
		assert_int_equal(cmd.id, rows[i].id);
		assert_false(cmd.usage);
		for (size_t k = 0; k < COMMAND_ARGS; k++)
			assert_true(str_is(cmd.args[k], rows[i].args[k]) ||
				    !cmd.args[k].len == !rows[i].args[k][0]);
	}
}

static void a_question_mark_asks_for_usage(void **state)
{
	static const char *const lines[] = { "stack ?", "fleet ?", "filter ?",
					     "stack delta-ingest ?", "sort ?" };
	struct command_context ctx = context(*state);

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct command cmd = { 0 };
		struct command_error e = { 0 };

		assert_true(command_parse(&ctx, str_of(lines[i]), &cmd, &e) ||
			    i == 3 /* no such stack here */);
		assert_true(cmd.usage || i == 3);
	}
}

static void errors_point_at_their_word(void **state)
{
	static const struct {
		const char *line;
		size_t at, len;
		const char *says;
	} rows[] = {
		{ "flet", 0, 4, "did you mean fleet?" },
		{ "colour", 0, 6, "did you mean theme?" },
		{ "leave", 0, 5, "did you mean quit?" },
		{ "overview opal-pord", 9, 9, "did you mean opal-prod?" },
		{ "fleet now", 6, 3, "too many words" },
		{ "sort", 4, 0, "which one? STATE INSTALLATION CUSTOMER severity" },
		{ "sort FOO", 5, 3, "no column \"FOO\"" },
		{ "copy tar", 5, 3, "id|arn|row|view|file" },
		{ "open", 4, 0, "missing: usage is open INSTALLATION" },
		{ "version", 0, 7, "for the shell: candor version" },
		{ "  vrfy", 2, 4, "verify" },
		{ "zzzz", 0, 4, "no command \"zzzz\"; :help lists them" },
		{ "e", 0, 1, "no command \"e\"; :help lists them" },
		{ "w", 0, 1, "no command \"w\"; :help lists them" },
		{ "xk", 0, 2, "no command \"xk\"; :help lists them" },
		{ "op", 2, 0, "missing: usage is open INSTALLATION" },
		{ "t", 0, 1, "\"t\" may be tz or theme" },
		{ "co", 0, 2, "\"co\" may be columns or copy" },
		{ "d", 0, 1, "\"d\" may be doctor, drop or dump" },
		{ "s", 0, 1, "5 words begin with \"s\"; Tab makes it s" },
	};
	struct command_context ctx = context(*state);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct command cmd = { 0 };
		struct command_error e = { 0 };

		if (command_parse(&ctx, str_of(rows[i].line), &cmd, &e))
			fail_msg("%s is understood", rows[i].line);
		if (!strstr(e.text, rows[i].says))
			fail_msg("%s: \"%s\" does not say \"%s\"", rows[i].line, e.text,
				 rows[i].says);
		assert_int_equal(e.at, rows[i].at);
		assert_int_equal(e.len, rows[i].len);
	}
}

static void tab_completes_what_begins_so_and_else_what_fits(void **state)
{
	static const struct {
		const char *line, *tail, *instead;
	} rows[] = {
		{ "fle", "et", NULL },
		{ "overview opal-", "prod", NULL },
		{ "mesg", "", "messages" },
		{ "who", "", "who " }, /* whole: on to its arguments */
		{ "open prodeu", "", "open acme-prod-eu" },
		{ "opal-", "prod", NULL },
		{ "sort cust", "", "sort CUSTOMER" },
		{ "sort sev", "erity", NULL },
		{ "tz l", "ocal", NULL },
		{ "filter x", "", "" },
		{ "fleet ", "", "" },
		{ "", "", "" },
		{ "zzzz", "", "" },
	};
	struct command_context ctx = context(*state);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) tail = BUF_INIT(LIMIT_PROMPT);
		AUTO(buf) instead = BUF_INIT(LIMIT_PROMPT);

		command_tail(&ctx, str_of(rows[i].line), &tail);
		assert_string_equal(buf_text(&tail), rows[i].tail);
		command_instead(&ctx, str_of(rows[i].line), &instead);
		if (rows[i].instead)
			assert_string_equal(buf_text(&instead), rows[i].instead);
	}
}

static void usage_is_said_and_the_line_is_kept_on_errors(void **state)
{
	struct world *w = *state;

	command(w, "stack ?");
	assert_true(shows(w, "stack NAME [INSTALLATION]: one stack"));
	command(w, "overview acme-prod-xx");
	assert_true(shows(w, ": overview acme-prod-xx"));
	press(w, "Esc");
	command(w, "tz relative");
	press(w, ":");
	type(w, "mesg");
	press(w, "Tab");
	assert_true(shows(w, ": messages"));
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_MESSAGES);
	command(w, "opal-prod");
	assert_string_equal(console_place(w->console)->inst, "opal-prod");
	command(w, "tz customer");
	assert_true(shows(
		w, "UTC: candor.conf sets no timezone (like +01:00) for opal-prod"));
	command(w, "tz utc");
	assert_true(shows(w, "Times: UTC"));
	assert_false(holds(w, "no timezone"));
	command(w, "copy view");
	assert_string_equal(w->asked, "copy");
}

static void history_keeps_no_reasons(void **state)
{
	struct world *w = *state;

	command(w, "tz utc");
	assert_string_equal(w->remembered, "tz utc");
	command(w, "note the customer called about her invoice");
	assert_string_equal(w->remembered, "note");
	command(w, "  tz utc ");
	assert_string_equal(w->remembered, "tz utc");
	command(w, "note again");
	command(w, "nonsense at all");
	assert_string_equal(w->remembered, "note");
	press(w, "Ctrl-U Up");
	assert_true(shows(w, ": note"));
	press(w, "Up");
	assert_true(shows(w, ": tz utc"));
	press(w, "Esc");
	console_remember(w->console, STR("stacks acme-prod-eu"));
	press(w, ": Ctrl-R");
	type(w, "acme");
	assert_true(shows(w, "stacks acme-prod-eu"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_line_means_what_it_says),
		CASE(a_question_mark_asks_for_usage),
		CASE(errors_point_at_their_word),
		CASE(tab_completes_what_begins_so_and_else_what_fits),
		CASE(history_keeps_no_reasons),
		CASE(usage_is_said_and_the_line_is_kept_on_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

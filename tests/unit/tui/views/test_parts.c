/*
 * Names in texts about an installation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/views/parts.h"

static struct installation inst = { .name = (char[]){ "aurora-prod-eu" } };

static void brief_is(const char *text, const char *brief)
{
	struct stack stacks[] = { { .name = (char[]){ "aurora-prod-eu-ingest" } },
				  { .name = (char[]){ "aurora-prod-eu-ingest-b" } } };
	struct fleet_row row = { .inst = &inst, .stacks = { .items = stacks, .n = 2 } };
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(4));

	parts_brief(&row, str_of(text), &out);
	assert_string_equal(buf_text(&out), brief);
}

static void the_telling_part_of_a_name_is_left(void **state)
{
	(void)state;
	brief_is("aurora-prod-eu-ingest-AgeAlarm-0CFB49DA66FD", "AgeAlarm");
	brief_is("aurora-prod-eu-ingest-b-AgeAlarm-0CFB49DA66FD", "AgeAlarm");
	brief_is("aurora-prod-eu-ingest-Offsets-219D38D1569A/dynamodb:table:Writes",
		 "Offsets/dynamodb:table:Writes");
	brief_is("scaling of aurora-prod-eu-ingest-T-219D38D1569A is Failed: no",
		 "scaling of T is Failed: no");
	brief_is("aurora-prod-eu-ingest UPDATE_COMPLETE", "…-ingest UPDATE_COMPLETE");
	brief_is("aurora-prod-eu-ingest-Queue-7", "Queue-7");
}

static void other_texts_stay_as_they_are(void **state)
{
	static const char *const texts[] = {
		"",
		"-",
		"東雲 · lambda errors 12 /min",
		"aurora-prod-eu",
		"my-aurora-prod-eu-ingest",
		"borealis-prod-AgeAlarm-0CFB49DA66FD",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		brief_is(texts[i], texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_telling_part_of_a_name_is_left),
		cmocka_unit_test(other_texts_stay_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

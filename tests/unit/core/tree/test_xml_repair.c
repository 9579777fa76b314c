/* One hostile character must not lose a page, and must not come through either. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/tree/xml.h"
#include "core/tree/xml_repair.h"

static const struct {
	const char *xml, *text; /* text of <a>; NULL: still refused */
} cases[] = {
	{ "<r><a>x\x1b]52;c;eA==\x07y</a></r>", "x␛]52;c;eA==␇y" },
	{ "<r><a>x&#27;[31m&#x1B;y</a></r>", "x␛[31m␛y" },
	{ "<r><a>x\xff\xc3y</a></r>", "x\xef\xbf\xbd\xef\xbf\xbdy" },
	{ "<r><a>&#xFFFF;&#55296;</a></r>", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "<r><a>&#0;</a></r>", "␀" },
	{ "<r><a>\x01 &amp; &#65;</a></r>", "␁ & A" },
	{ "<r><a>\x1b</a>", NULL },
	{ "<r><a>&#27</a></r>", NULL },
	{ "<r><a>& \x1b</a></r>", NULL },
};

static void mends_characters_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
		struct node *root = NULL;
		struct err err = ERR_INIT;
		bool ok = xml_parse(str_of(cases[i].xml), &a, &root, &err);

		assert_int_equal(ok, cases[i].text != NULL);
		if (ok)
			assert_string_equal(node_text(root, "a", ""), cases[i].text);
		else
			assert_int_equal(err.code, ERR_PARSE);
	}
}

static void says_when_there_was_nothing_to_mend(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));

	assert_false(xml_repair(STR("<r>é&#9;&amp;</r>"), &out));
	assert_string_equal(buf_text(&out), "<r>é&#9;&amp;</r>");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mends_characters_and_nothing_else),
		cmocka_unit_test(says_when_there_was_nothing_to_mend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

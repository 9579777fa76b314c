/* core/base/ini.c: our own files, and the grammar of AWS. */
#include "core/base/ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/limits.h"

/* Each line as "LINE[section]parent.key=value;", so that a file is one text. */
static bool note(void *ctx, const struct ini_line *line, struct err *err)
{
	(void)err;
	struct buf *out = ctx;
	buf_addf(out, "%u[%.*s]", line->line, STR_FMT(line->section));
	if (line->parent.len > 0)
		buf_addf(out, "%.*s.", STR_FMT(line->parent));
	if (line->key.len > 0)
		buf_addf(out, "%.*s=%.*s", STR_FMT(line->key), STR_FMT(line->value));
	buf_add_char(out, ';');
	return true;
}

struct row {
	struct str text;
	const char *lines; /* NULL: refused */
	const char *error;
};

static void check(const struct row *rows, size_t n_rows, enum ini_style style)
{
	for (size_t i = 0; i < n_rows; i++) {
		AUTO(buf) out = BUF_INIT(10000);
		struct err err = ERR_INIT;
		bool ok = ini_read(rows[i].text, "f", style, note, &out, &err);
		if (ok != (rows[i].lines != NULL))
			fail_msg("row %zu: %s %s", i, buf_text(&out), err.text);
		if (ok)
			assert_string_equal(buf_text(&out), rows[i].lines);
		else
			assert_string_equal(err.text, rows[i].error);
		if (!ok)
			assert_int_equal(err.code, ERR_CONFIG);
	}
}

static void reads_our_own_files(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ STR_INIT(""), "", NULL },
		{ STR_INIT("\n\n  \n\t"), "", NULL },
		{ STR_INIT("[vendor]\ndomain = vendor.example ; names the logs\n"),
		  "1[vendor];2[vendor]domain=vendor.example;", NULL },
		{ STR_INIT("[installation acme-prod-eu]   # a comment\r\n  "
			   "Role_Arn=a=b\r\n"),
		  "1[installation acme-prod-eu];2[installation "
		  "acme-prod-eu]Role_Arn=a=b;",
		  NULL },
		{ STR_INIT("; c\n# c\n  # c\n;c\n[a];c\n"), "5[a];", NULL },
		{ STR_INIT("[palette]\namber = #e8b84a ; warm\nx = #\ny = a#b;c\nz = ; "
			   "only"),
		  "1[palette];2[palette]amber=#e8b84a;3[palette]x=#;4[palette]y=a#b;c;"
		  "5[palette]z=;",
		  NULL },
		{ STR_INIT("name = before any section"), "1[]name=before any section;",
		  NULL },
		{ STR_INIT("\xEF\xBB\xBF[a]\nb="), "1[a];2[a]b=;", NULL },
		{ STR_INIT("[a]\nb = 1\nb = 2"), "1[a];2[a]b=1;3[a]b=2;", NULL },
		{ STR_INIT("[a"), NULL, "f:1: a section must end with ']'" },
		{ STR_INIT("\n[ ]"), NULL, "f:2: a section must have a name" },
		{ STR_INIT("[a] b"), NULL, "f:1: only a comment may stand after ']'" },
		{ STR_INIT("[a]\nb"), NULL,
		  "f:2: expected NAME = VALUE, found no '='" },
		{ STR_INIT("[a]\nb ; c = d"), NULL,
		  "f:2: expected NAME = VALUE, found no '='" },
		{ STR_INIT("[a]\n = d"), NULL, "f:2: no name before '='" },
		{ STR_INIT("[a]\nb = \0"), NULL,
		  "f:2: a NUL byte: this is not a text file" },
	};
	check(rows, ARRAY_LEN(rows), INI_CANDOR);
}

static void reads_the_files_of_aws(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ STR_INIT(""), "", NULL },
		{ STR_INIT("[profile foo]\nName = value\r\n"),
		  "1[profile foo];2[profile foo]name=value;", NULL },
		{ STR_INIT("[ profile \tfoo \t] ; c"), "1[profile \tfoo];", NULL },
		{ STR_INIT("[a]#c\n#c\n;c\nb = c #d\ne = f#g\nh=;\ni= ;"),
		  "1[a];4[a]b=c;5[a]e=f#g;6[a]h=;;7[a]i=;", NULL },
		{ STR_INIT("[a]\nb = c\n -d # kept \n\n\t; kept\ne = f"),
		  "1[a];2[a]b=c\n-d # kept\n; kept;6[a]e=f;", NULL },
		{ STR_INIT("[a]\ns3 =\n Max = 1 # c\n\t \n addressing = path\nb = c"),
		  "1[a];2[a]s3=;3[a]s3.max=1;5[a]s3.addressing=path;6[a]b=c;", NULL },
		{ STR_INIT("[a]\ns3 = # c\n  # indented\n in valid =\n"),
		  "1[a];2[a]s3=;4[a]s3.in valid=;", NULL },
		{ STR_INIT("[a]\n  # indented\n"), "1[a];", NULL },
		{ STR_INIT("  ; indented\n[a]"), "2[a];", NULL },
		{ STR_INIT("[a]\nin valid = b\n c\nin v =\n d = e\nf = g"),
		  "1[a];6[a]f=g;", NULL },
		{ STR_INIT("[a]\nb = c\n[a]\nb = d"), "1[a];2[a]b=c;3[a];4[a]b=d;",
		  NULL },
		{ STR_INIT("[]\na = b"), "1[];2[]a=b;", NULL },
		{ STR_INIT("[a"), NULL, "f:1: a section must end with ']'" },
		{ STR_INIT("[a] b"), NULL, "f:1: only a comment may stand after ']'" },
		{ STR_INIT("a = b"), NULL,
		  "f:1: expected a [section] before the first property" },
		{ STR_INIT(" -c"), NULL,
		  "f:1: expected a [section] before the first property" },
		{ STR_INIT("[a]\n -c"), NULL,
		  "f:2: an indented line must follow the property it belongs to" },
		{ STR_INIT("[a]\nb = c\n[a]\n -c"), NULL,
		  "f:4: an indented line must follow the property it belongs to" },
		{ STR_INIT("[a]\nb: c"), NULL,
		  "f:2: expected NAME = VALUE, found no '='" },
		{ STR_INIT("[a]\n= c"), NULL, "f:2: no name before '='" },
		{ STR_INIT("[a]\ns3 =\n invalid"), NULL,
		  "f:3: expected NAME = VALUE, found no '='" },
		{ STR_INIT("[a]\ns3 =\n = c"), NULL, "f:3: no name before '='" },
	};
	check(rows, ARRAY_LEN(rows), INI_AWS);
}

static bool stop_at_b(void *ctx, const struct ini_line *line, struct err *err)
{
	++*(int *)ctx;
	if (str_is(line->key, "b"))
		return err_set(err, ERR_ARG, "no b please");
	return true;
}

static void stops_when_its_caller_says_so(void **state)
{
	(void)state;
	for (enum ini_style style = INI_CANDOR; style <= INI_AWS; style++) {
		struct err err = ERR_INIT;
		int n = 0;
		assert_false(ini_read(STR("[a]\nb = c\nd = e\n"), "f", style, stop_at_b,
				      &n, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_int_equal(n, 2);
	}
}

static void refuses_what_is_too_long(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG + 10);
	AUTO(buf) out = BUF_INIT(LIMIT_CONFIG * 2);
	buf_add_text(&text, "[a]\nb = ");
	while (text.len < 4 + LIMIT_INI_LINE)
		buf_add_char(&text, 'x');
	assert_true(ini_read(buf_str(&text), "f", INI_AWS, note, &out, &err));
	buf_add_char(&text, 'x');
	assert_false(ini_read(buf_str(&text), "f", INI_AWS, note, &out, &err));
	assert_string_equal(err.text, "f:2: the line is too long");
	while (text.len <= LIMIT_CONFIG)
		buf_add_char(&text, '\n');
	assert_false(ini_read(buf_str(&text), "f", INI_CANDOR, note, &out, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void reads_one_line_alone(void **state)
{
	static const struct {
		const char *text, *section, *key, *value, *error;
	} rows[] = {
		{ "[ fleet ] ; here", "fleet", "", "", NULL },
		{ "mark = Space m ; two\r", "", "mark", "Space m", NULL },
		{ "describe = =", "", "describe", "=", NULL },
		{ "  # nothing", "", "", "", NULL },
		{ "", "", "", "", NULL },
		{ "[fleet", NULL, NULL, NULL, "f:7: a section must end with ']'" },
		{ "mark", NULL, NULL, NULL,
		  "f:7: expected NAME = VALUE, found no '='" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ini_line line = { 0 };
		struct err err = ERR_INIT;

		if (rows[i].error) {
			assert_false(ini_read_line(str_of(rows[i].text), "f", 7, &line,
						   &err));
			assert_string_equal(err.text, rows[i].error);
			assert_int_equal(line.line, 0); /* untouched */
			continue;
		}
		assert_true(ini_read_line(str_of(rows[i].text), "f", 7, &line, &err));
		assert_true(str_is(line.section, rows[i].section));
		assert_true(str_is(line.key, rows[i].key));
		assert_true(str_is(line.value, rows[i].value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_our_own_files),
		cmocka_unit_test(reads_one_line_alone),
		cmocka_unit_test(reads_the_files_of_aws),
		cmocka_unit_test(stops_when_its_caller_says_so),
		cmocka_unit_test(refuses_what_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

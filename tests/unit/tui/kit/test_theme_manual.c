/* candor-theme(5) names every role with what it falls back to, in the order of role.h,
 * every sign and every shipped theme. */
#include "kit.h"

#include "core/base/os.h"
#include "tui/kit/theme.h"
#include "tui/kit/theme_shipped.h"

static void read_page(struct buf *out)
{
	struct err err = ERR_INIT;
	if (!os_read_file(TEST_DIR "/../docs/man/candor-theme.5", out, &err))
		fail_msg("%s", err.text);
}

/* What stands between the marks; line by line as the page has to have it. */
static struct str roles_of(const struct buf *page)
{
	const char *from = strstr(buf_text(page), "\n.\\\" roles\n");
	const char *to = strstr(buf_text(page), "\n.\\\" end of roles\n");
	assert_non_null(from);
	assert_non_null(to);
	from += strlen("\n.\\\" roles\n");
	return (struct str){ from, (size_t)(to - from) };
}

static void the_manual_has_every_role_with_its_fallback(void **state)
{
	(void)state;
	AUTO(buf) page = BUF_INIT(LIMIT_KIB(64));
	read_page(&page);
	struct str rest = roles_of(&page);
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		enum role fallback = role_fallback(role);
		AUTO(buf) line = BUF_INIT(256);
		buf_addf(&line, ".IP \"\\fB%s\\fR", role_name(role));
		if (fallback != role)
			buf_addf(&line, " [%s]", role_name(fallback));
		buf_add_text(&line, "\" 24");
		struct str is = str_cut(&rest, '\n');
		if (!str_eq(is, buf_str(&line)))
			fail_msg("the page has %.*s, not %s", STR_FMT(is),
				 buf_text(&line));
		assert_true(str_cut(&rest, '\n').len > 10); /* what it means */
	}
	assert_int_equal(rest.len, 0);
}

static void the_manual_has_every_sign(void **state)
{
	(void)state;
	static const char *const names[] = {
#define NAME_OF(id, name, uni, ascii) name,
		GLYPHS(NAME_OF)
#undef NAME_OF
	};
	AUTO(buf) page = BUF_INIT(LIMIT_KIB(64));
	read_page(&page);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO(buf) line = BUF_INIT(64);
		buf_addf(&line, "\n.BR %s %s\n", names[i],
			 i + 1 < ARRAY_LEN(names) ? "," : ".");
		if (!strstr(buf_text(&page), buf_text(&line)))
			fail_msg("no sign %s", names[i]);
	}
}

static void the_manual_has_every_shipped_theme(void **state)
{
	(void)state;
	AUTO(buf) page = BUF_INIT(LIMIT_KIB(64));
	read_page(&page);
	for (const struct theme_file *f = theme_files; f->name; f++) {
		AUTO(buf) name = BUF_INIT(64);
		for (const char *p = f->name; *p; p++)
			buf_addf(&name, "%s%c", *p == '-' ? "\\" : "", *p);
		if (!strstr(buf_text(&page), buf_text(&name)))
			fail_msg("no theme %s", f->name);
	}
}

/* The example of the page is a theme that passes. */
static void the_example_of_the_manual_can_be_read(void **state)
{
	(void)state;
	AUTO(buf) page = BUF_INIT(LIMIT_KIB(64));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct theme t;
	struct err err = ERR_INIT;
	read_page(&page);
	const char *from = strstr(buf_text(&page), "\n.SH EXAMPLE\n.nf\n");
	assert_non_null(from);
	from += strlen("\n.SH EXAMPLE\n.nf\n");
	const char *to = strstr(from, "\n.fi");
	assert_non_null(to);
	for (const char *p = from; p <= to; p++)
		if (*p != '\\')
			buf_add_char(&text, *p);
	if (!theme_read(&t, buf_str(&text), "example.theme", NULL, &err))
		fail_msg("%s", err.text);
	assert_string_equal(t.name, "night-shift");
	assert_int_equal(t.n_notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manual_has_every_role_with_its_fallback),
		cmocka_unit_test(the_manual_has_every_sign),
		cmocka_unit_test(the_manual_has_every_shipped_theme),
		cmocka_unit_test(the_example_of_the_manual_can_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

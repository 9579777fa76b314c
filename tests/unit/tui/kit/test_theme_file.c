/* Themes by name: the shipped ones, one's own, and what is wrong with a name. */
#include "kit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/os.h"
#include "tui/kit/theme_file.h"

static char dir[64];

static void path_of(const char *name, struct buf *out)
{
	buf_addf(out, "%s/%s", dir, name);
}

static void put(const char *name, const char *text, mode_t mode)
{
	AUTO(buf) path = BUF_INIT(256);
	path_of(name, &path);
	int fd = open(buf_text(&path), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/candor-themes-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	static const char *const names[] = { "night.theme",  "base.theme", "dark.theme",
					     "loose.theme",  "a b.theme",  "notes.txt",
					     "broken.theme", "ext.theme" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO(buf) path = BUF_INIT(256);
		path_of(names[i], &path);
		(void)unlink(buf_text(&path));
	}
	return rmdir(dir);
}

static void a_name_finds_a_shipped_theme_or_ones_own(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	put("base.theme", "[theme]\nextends = light\n[roles]\nwarn = 94\n", 0600);
	put("night.theme", "[theme]\nextends = base\n[roles]\ncrit = 124\n", 0600);
	put("dark.theme", "[roles]\ntext = 1\n", 0600);
	assert_true(theme_open(&t, dir, "night", &err));
	assert_string_equal(t.name, "night");
	assert_int_equal(theme_look(&t, ROLE_WARN, ROLE_BG, DEPTH_256).fg, 94);
	assert_int_equal(theme_look(&t, ROLE_CRIT, ROLE_BG, DEPTH_256).fg, 124);
	/* a shipped name is the shipped theme */
	assert_true(theme_open(&t, dir, "dark", &err));
	assert_int_equal(theme_look(&t, ROLE_TEXT, ROLE_BG, DEPTH_256).fg, 254);
}

static void an_unknown_name_is_told_with_what_there_is(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	put("night.theme", "[theme]\nextends = dark\n", 0600);
	assert_false(theme_open(&t, dir, "nihgt", &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_string_equal(err.text,
			    "there is no theme \"nihgt\"; did you mean night? Shipped: "
			    "dark, light, safe-dark, safe-light, contrast, terminal, "
			    "mono, paper; your own: night");
	assert_false(theme_open(&t, "/nonexistent", "zzzzzz", &err));
	assert_string_equal(err.text,
			    "there is no theme \"zzzzzz\". Shipped: dark, light, "
			    "safe-dark, safe-light, contrast, terminal, mono, "
			    "paper");
	assert_false(theme_open(&t, dir, "../night", &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_false(theme_open(&t, dir, "", &err));
	assert_false(theme_open(&t, NULL, "night", &err));
}

static void a_file_that_others_can_write_is_refused(void **state)
{
	(void)state;
	struct theme t;
	struct err err = ERR_INIT;
	AUTO(buf) path = BUF_INIT(256);
	put("loose.theme", "[theme]\nextends = dark\n", 0620);
	assert_false(theme_open(&t, dir, "loose", &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_non_null(strstr(err.text, "loose.theme"));
	put("ext.theme", "[theme]\nextends = loose\n", 0600);
	assert_false(theme_open(&t, dir, "ext", &err));
	assert_non_null(strstr(err.text, "ext.theme:2: "));
	/* to check it is no risk */
	path_of("loose.theme", &path);
	assert_true(theme_open_path(&t, buf_text(&path), &err));
}

static void names_are_listed_shipped_first(void **state)
{
	(void)state;
	AUTO(theme_names) names = { 0 };
	put("night.theme", "", 0600);
	put("base.theme", "", 0600);
	put("dark.theme", "", 0600);
	put("a b.theme", "", 0600);
	put("notes.txt", "", 0600);
	theme_names(dir, &names);
	assert_int_equal(names.n, 11);
	assert_string_equal(names.rows[0].name, "dark");
	assert_true(names.rows[0].shipped);
	assert_string_equal(names.rows[7].name, "paper");
	assert_string_equal(names.rows[8].name, "base");
	assert_false(names.rows[8].shipped);
	assert_string_equal(names.rows[9].name, "dark");
	assert_true(names.rows[9].hidden);
	assert_string_equal(names.rows[10].name, "night");
	theme_names_release(&names);
	theme_names("/nonexistent", &names);
	assert_int_equal(names.n, 8);
}

static void changes_are_told_when_a_file_is_whole(void **state)
{
	(void)state;
	AUTO(buf) from = BUF_INIT(256);
	AUTO(buf) to = BUF_INIT(256);
	int fd = os_watch_open();
	if (fd < 0)
		skip();
	assert_true(os_watch_dir(fd, dir));
	assert_false(os_watch_dir(fd, "/nonexistent"));
	assert_false(os_watch_changed(fd, ".theme"));
	put("notes.txt", "x", 0600);
	assert_false(os_watch_changed(fd, ".theme"));
	put("night.theme", "x", 0600);
	assert_true(os_watch_changed(fd, ".theme"));
	assert_false(os_watch_changed(fd, ".theme"));
	path_of("notes.txt", &from);
	path_of("night.theme", &to);
	assert_int_equal(rename(buf_text(&from), buf_text(&to)), 0);
	assert_true(os_watch_changed(fd, ".theme"));
	assert_int_equal(close(fd), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_name_finds_a_shipped_theme_or_ones_own),
		CASE(an_unknown_name_is_told_with_what_there_is),
		CASE(a_file_that_others_can_write_is_refused),
		CASE(names_are_listed_shipped_first),
		CASE(changes_are_told_when_a_file_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

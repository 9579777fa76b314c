/* core/base/log.c: the debug log. */
#include "core/base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"

static char dir[] = "/tmp/candor-test-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	(void)state;
	int n = mkdtemp(dir) ? snprintf(path, sizeof(path), "%s/debug.log", dir) : -1;
	return n > 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	log_close();
	(void)unlink(path); /* not there after some tests */
	return rmdir(dir);
}

static int remove_log(void **state)
{
	(void)state;
	log_close();
	(void)unlink(path); /* not there after some tests */
	return 0;
}

static void read_log(struct buf *out)
{
	struct err err = ERR_INIT;
	buf_clear(out);
	if (!os_read_file(path, out, &err))
		fail_msg("%s", err.text);
}

static void drops_lines_until_it_is_opened(void **state)
{
	(void)state;
	log_line("nobody sees %d", 1);
	assert_false(os_file_exists(path));
	log_close();
}

static void adds_time_and_newline_to_safe_text(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));
	assert_true(log_open(path, &err));
	errno = ENOENT;
	log_line("first %s", "\x1b[2J\nforged");
	log_line("second");
	assert_int_equal(errno, ENOENT);
	read_log(&text);
	struct str rest = buf_str(&text);
	struct str line = str_cut(&rest, '\n');
	assert_int_equal(line.p[4], '-');
	assert_int_equal(line.p[19], 'Z');
	assert_true(str_ends(line, " first \xE2\x90\x9B[2J\xE2\x8F\x8E"
				   "forged"));
	assert_true(str_ends(str_cut(&rest, '\n'), " second"));
	assert_int_equal(rest.len, 0);

	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void appends_to_what_is_there(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));
	assert_true(os_write_file(path, STR("old\n"), &err));
	assert_true(log_open(path, &err));
	assert_true(log_open(path, &err)); /* twice does no harm */
	log_line("new");
	read_log(&text);
	assert_true(str_starts(buf_str(&text), "old\n"));
	assert_true(str_ends(buf_str(&text), " new\n"));
}

static void keeps_the_newer_half_of_a_file_that_has_grown(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));
	for (int i = 0; text.len <= LIMIT_LOG_FILE; i++)
		buf_addf(&text, "line %d\n", i);
	assert_true(os_write_file(path, buf_str(&text), &err));
	assert_true(log_open(path, &err));
	read_log(&text);
	assert_in_range(text.len, LIMIT_LOG_FILE / 2 - 100, LIMIT_LOG_FILE / 2);
	assert_true(str_starts(buf_str(&text), "line "));
	assert_true(str_ends(buf_str(&text), "\n"));
}

static void does_not_grow_for_ever_in_one_run(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct stat st;
	char long_text[3000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_true(log_open(path, &err));
	for (int i = 0; i < 2000; i++)
		log_line("%d %s", i, long_text);
	assert_int_equal(stat(path, &st), 0);
	assert_true((size_t)st.st_size <= LIMIT_LOG_FILE);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	assert_false(log_open("/dev/null", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_false(log_open("/no/such/directory/log", &err));
	assert_non_null(strstr(err.text, "No such file or directory"));
	assert_int_equal(symlink("/tmp/elsewhere", path), 0);
	assert_false(log_open(path, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(drops_lines_until_it_is_opened, remove_log),
		cmocka_unit_test_teardown(adds_time_and_newline_to_safe_text,
					  remove_log),
		cmocka_unit_test_teardown(appends_to_what_is_there, remove_log),
		cmocka_unit_test_teardown(keeps_the_newer_half_of_a_file_that_has_grown,
					  remove_log),
		cmocka_unit_test_teardown(does_not_grow_for_ever_in_one_run,
					  remove_log),
		cmocka_unit_test_teardown(refuses_what_is_no_file, remove_log),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

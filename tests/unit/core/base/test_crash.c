/* core/base/crash.c: what a program that dies leaves behind. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/crash.h"
#include "core/base/os.h"

static char dir[64];
static char path[96];

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/candor-crash-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/crash.txt", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

/* Die as a handler would, in a child. */
static void crash(int number, bool arm)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (arm)
			crash_arm(path, "9.8.7");
		crash_write(number);
		crash_write(SIGILL); /* once */
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void read_back(struct buf *text, struct crash_report *r)
{
	struct err err = ERR_INIT;

	buf_clear(text);
	if (!os_read_private(path, text, &err))
		fail_msg("%s", err.text);
	crash_read(buf_str(text), r);
}

static void the_report_says_signal_version_build_and_stack(void **state)
{
	AUTO(buf) text = BUF_INIT(CRASH_FILE_MAX);
	struct crash_report r;
	struct stat st;

	(void)state;
	crash(SIGSEGV, true);
	read_back(&text, &r);
	assert_int_equal(r.number, SIGSEGV);
	assert_string_equal(r.version, "9.8.7");
	assert_false(r.told);
	assert_non_null(strstr(buf_text(&text), "signal: 11 SIGSEGV\n"));
#if defined(__linux__)
	assert_true(strlen(r.build) >= 16);
	assert_non_null(strstr(buf_text(&text), "\nstack: "));
	assert_non_null(strstr(buf_text(&text), " +0x"));
#endif
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void a_newer_one_replaces_an_older_one_that_was_told(void **state)
{
	AUTO(buf) text = BUF_INIT(CRASH_FILE_MAX);
	AUTO(buf) told = BUF_INIT(CRASH_FILE_MAX);
	struct crash_report r;
	struct err err = ERR_INIT;

	(void)state;
	crash(SIGBUS, true);
	read_back(&text, &r);
	crash_told(buf_str(&text), "01J00000000000000000000000", &told);
	assert_true(os_write_file(path, buf_str(&told), &err));
	read_back(&text, &r);
	assert_true(r.told);
	assert_int_equal(r.number, SIGBUS);
	crash(SIGABRT, true);
	read_back(&text, &r);
	assert_false(r.told);
	assert_int_equal(r.number, SIGABRT);
}

static void nothing_is_written_unarmed_or_through_a_link(void **state)
{
	char target[128];

	(void)state;
	(void)unlink(path);
	crash(SIGSEGV, false);
	assert_false(os_file_exists(path));
	(void)snprintf(target, sizeof(target), "%s/elsewhere", dir);
	assert_int_equal(symlink(target, path), 0);
	crash(SIGSEGV, true);
	assert_false(os_file_exists(target));
	assert_int_equal(unlink(path), 0);
}

static void what_is_no_report_is_read_as_an_empty_one(void **state)
{
	static const char *const texts[] = {
		"",           "signal",
		"signal: 0",  "signal: 999 x",
		"signal: -1", "version: a b\nbuild: \x1b[m",
		"\n\n:\n: :"
	};
	struct crash_report r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		crash_read(str_of(texts[i]), &r);
		assert_int_equal(r.number, 0);
		assert_string_equal(r.version, "");
		assert_string_equal(r.build, "");
		assert_false(r.told);
	}
}

static void a_report_that_is_too_long_is_cut_for_its_line(void **state)
{
	static char big[CRASH_FILE_MAX];
	AUTO(buf) told = BUF_INIT(2 * CRASH_FILE_MAX);
	struct crash_report r;

	(void)state;
	memset(big, 'x', sizeof(big));
	memcpy(big, "signal: 11\n", 11);
	crash_told((struct str){ big, sizeof(big) }, "01J00000000000000000000000",
		   &told);
	assert_true(told.len <= CRASH_FILE_MAX);
	crash_read(buf_str(&told), &r);
	assert_true(r.told);
	assert_int_equal(r.number, 11);
}

static void a_report_that_was_cut_is_told_on_a_line_of_its_own(void **state)
{
	AUTO(buf) told = BUF_INIT(CRASH_FILE_MAX);
	struct crash_report r;

	(void)state;
	crash_told(STR("signal: 11 SIGSEGV\nstack: +0x"), "ID", &told);
	crash_read(buf_str(&told), &r);
	assert_true(r.told);
	assert_int_equal(r.number, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_report_says_signal_version_build_and_stack),
		cmocka_unit_test(a_newer_one_replaces_an_older_one_that_was_told),
		cmocka_unit_test(nothing_is_written_unarmed_or_through_a_link),
		cmocka_unit_test(what_is_no_report_is_read_as_an_empty_one),
		cmocka_unit_test(a_report_that_was_cut_is_told_on_a_line_of_its_own),
		cmocka_unit_test(a_report_that_is_too_long_is_cut_for_its_line),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

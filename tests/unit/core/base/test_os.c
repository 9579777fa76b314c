/* core/base/os.c and os_file.c: the machine, private files, locks. */
#include "core/base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/sha.h"

static char dir[] = "/tmp/candor-test-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	static const char *const files[] = { "file",  "link", "lock", "pipe",
					     "a/b/c", "a/b",  "a",    "open",
					     "plain", "big",  "mine" };
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		(void)remove(files[i]); /* what some test has left */
	return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : -1;
}

static unsigned mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void hardening_forbids_core_files_and_dumps(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		struct rlimit core = { 1, 1 };
		os_harden();
		bool ok = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 &&
			  core.rlim_max == 0 && umask(0) == 077;
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
		ok = ok && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
		char hex[65];
		_exit(ok && os_sha256_exe(hex) ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void knows_the_machine(void **state)
{
	(void)state;
	char boot[37];
	char again[37];
	os_boot_id(boot);
	os_boot_id(again);
	assert_string_equal(boot, again);
	assert_true(boot[0] == '\0' || strlen(boot) == 36);
	assert_true(os_boot_ms() > 0);
	char host[256];
	os_host_name(host);
	assert_true(strlen(host) > 0);
	assert_true(os_free_bytes(".") > 0);
	assert_true(os_free_bytes("no/such/directory/yet") > 0);
	assert_int_equal(os_free_bytes(""), -1);
	assert_false(os_is_network_fs("."));
	assert_false(os_is_network_fs("/no/such/directory/yet"));
	assert_false(os_is_network_fs(""));
}

static void hashes_the_program_that_runs(void **state)
{
	(void)state;
	char hex[65];
	char expected[65];
	struct err err = ERR_INIT;
	AUTO(buf) program = BUF_INIT(LIMIT_MIB(256));
	assert_true(os_read_file("/proc/self/exe", &program, &err));
	struct sha256 h = sha256_of(buf_str(&program));
	sha256_hex(&h, expected);
	assert_true(os_sha256_exe(hex));
	assert_string_equal(hex, expected);
}

static void makes_private_directories(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	(void)umask(0);
	assert_true(os_private_dir("a/b//c/", &err));
	(void)umask(022);
	assert_int_equal(mode_of("a"), 0700);
	assert_int_equal(mode_of("a/b/c"), 0700);
	assert_true(os_private_dir("a/b/c", &err));
	assert_int_equal(chmod("a/b/c", 0755), 0);
	assert_true(os_private_dir("a/b/c", &err));

	assert_int_equal(chmod("a/b/c", 0770), 0);
	assert_false(os_private_dir("a/b/c", &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(
		err.text,
		"a/b/c: writable for group or others; chmod go-w makes it private");
	assert_true(os_write_file("file", STR(""), &err));
	assert_false(os_private_dir("file", &err));
	assert_false(os_private_dir("file/below", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_false(os_private_dir("", &err));
	assert_int_equal(err.code, ERR_ARG);
	if (geteuid() != 0) {
		assert_false(os_private_dir("/", &err));
		assert_string_equal(err.text, "/: belongs to another user");
	}
}

static void checks_who_may_write_a_file(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	assert_true(os_check_private("no-such-file", &err));
	assert_true(os_write_file("open", STR("x"), &err));
	assert_true(os_check_private("open", &err));
	assert_int_equal(chmod("open", 0644), 0);
	assert_true(os_check_private("open", &err));
	assert_int_equal(chmod("open", 0664), 0);
	assert_false(os_check_private("open", &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_int_equal(chmod("open", 0602), 0);
	assert_false(os_check_private("open", &err));
	assert_false(os_check_private(".", &err));
	assert_string_equal(err.text, ".: not a regular file");
	assert_false(os_check_private("open/below", &err));
	assert_int_equal(err.code, ERR_IO);
	if (geteuid() != 0)
		assert_true(os_check_private("/etc/passwd", &err)); /* root's */
}

static void reads_a_private_file_and_judges_the_one_it_opened(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_SECRET(100);
	assert_true(os_write_file("mine", STR("x"), &err));
	assert_int_equal(symlink("mine", "link"), 0);
	assert_true(os_read_private("mine", &text, &err));
	assert_true(os_read_private("link", &text, &err));
	assert_string_equal(buf_text(&text), "xx");
	assert_int_equal(chmod("mine", 0620), 0);
	assert_false(os_read_private("mine", &text, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(
		err.text,
		"mine: writable for group or others; chmod go-w makes it private");
	assert_false(os_read_private("link", &text, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(buf_text(&text), "xx");
	assert_false(os_read_private(".", &text, &err));
	assert_string_equal(err.text, ".: not a regular file");
	assert_false(os_read_private("nobody", &text, &err));
	assert_string_equal(err.text, "nobody: No such file or directory");
	/* A pipe without a writer would hold an open() for ever. */
	assert_int_equal(mkfifo("waits", 0600), 0);
	assert_false(os_read_private("waits", &text, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	if (geteuid() != 0)
		assert_true(os_read_private("/etc/hostname", &text, &err)); /* root's */
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(unlink("waits"), 0);
}

static void writes_a_file_whole_or_leaves_the_old_one(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(100);
	(void)umask(0);
	assert_true(os_write_file("plain", STR("old"), &err));
	assert_true(os_write_file("plain", STR("new\0er"), &err));
	(void)umask(022);
	assert_int_equal(mode_of("plain"), 0600);
	assert_true(os_read_file("plain", &text, &err));
	assert_int_equal(text.len, 6);
	assert_memory_equal(text.p, "new\0er", 6);
	assert_false(os_write_file("no/such/dir", STR(""), &err));
	assert_string_equal(err.text, "no/such/dir: No such file or directory");
	assert_false(os_write_file(".", STR(""), &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(remove("plain"), 0);
}

static void creates_a_file_whole_and_never_over_another(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(100);
	assert_true(os_create_file("plain", STR("first"), &err));
	assert_int_equal(mode_of("plain"), 0600);
	assert_false(os_create_file("plain", STR("second"), &err));
	assert_string_equal(err.text, "plain: File exists");
	assert_int_equal(symlink("nowhere", "link"), 0);
	assert_false(os_create_file("link", STR("third"), &err));
	assert_false(os_file_exists("nowhere"));
	assert_true(os_read_file("plain", &text, &err));
	assert_string_equal(buf_text(&text), "first");
	assert_int_equal(remove("plain"), 0);
	assert_int_equal(remove("link"), 0);
}

static void reads_files_up_to_a_ceiling_and_nothing_else(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	AUTO(buf) three = BUF_SECRET(3);
	assert_true(os_write_file("big", STR("abc"), &err));
	assert_true(os_read_file("big", &three, &err));
	assert_string_equal(buf_text(&three), "abc");
	buf_clear(&three);
	assert_true(os_write_file("big", STR("abcd"), &err));
	assert_false(os_read_file("big", &three, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text, "big: larger than 3 bytes");
	buf_clear(&three);
	assert_false(os_read_file("none", &three, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, "none: No such file or directory");
	assert_false(os_read_file(".", &three, &err));
	assert_string_equal(err.text, ".: not a regular file");
	/* A pipe without a writer would hold an open() for ever. */
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_false(os_read_file("pipe", &three, &err));
	assert_false(os_file_exists("none"));
	assert_true(os_file_exists("big"));
}

static void a_lock_has_one_holder(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	int fd = -1;
	int other = -1;
	assert_true(os_lock("lock", &fd, &err));
	assert_int_equal(mode_of("lock"), 0600);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_false(os_lock("lock", &other, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(other, -1);
	assert_int_equal(close(fd), 0);
	assert_true(os_lock("lock", &other, &err));
	/* Removed by its holder: the name is free for a new file at once. */
	assert_int_equal(unlink("lock"), 0);
	assert_true(os_lock("lock", &fd, &err));
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(other), 0);
	assert_false(os_lock("no/such/lock", &fd, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(symlink("lock", "link"), 0);
	assert_false(os_lock("link", &fd, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hardening_forbids_core_files_and_dumps),
		cmocka_unit_test(knows_the_machine),
		cmocka_unit_test(hashes_the_program_that_runs),
		cmocka_unit_test(makes_private_directories),
		cmocka_unit_test(checks_who_may_write_a_file),
		cmocka_unit_test(reads_a_private_file_and_judges_the_one_it_opened),
		cmocka_unit_test(writes_a_file_whole_or_leaves_the_old_one),
		cmocka_unit_test(creates_a_file_whole_and_never_over_another),
		cmocka_unit_test(reads_files_up_to_a_ceiling_and_nothing_else),
		cmocka_unit_test(a_lock_has_one_holder),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

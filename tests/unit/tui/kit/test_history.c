/* Lines kept between runs: what is taken, what is refused, several at once. */
#include "kit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/os.h"
#include "tui/kit/history.h"

static char dir[] = "/tmp/candor-test-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/history", dir);
	return 0;
}

static void remove_file(void)
{
	char lock[80];

	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	(void)unlink(path);
	(void)unlink(lock);
}

static int remove_dir(void **state)
{
	(void)state;
	remove_file();
	return rmdir(dir);
}

static void join(void *ctx, struct str line)
{
	struct buf *out = ctx;

	buf_add_str(out, line);
	buf_add_char(out, '|');
}

static void assert_lines(struct str bytes, const char *expected)
{
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));

	history_lines(bytes, join, &got);
	assert_string_equal(buf_text(&got), expected);
}

static void only_plain_lines_are_taken_each_once(void **state)
{
	(void)state;
	assert_lines(STR(""), "");
	assert_lines(STR("fleet\nstacks acme\n"), "fleet|stacks acme|");
	assert_lines(STR("a\nb\na\n"), "b|a|");
	assert_lines(STR("\n\nquit"), "quit|");
	assert_lines(STR("ok\n\033]0;x\007\nbad\xFFutf8\ntab\there\nend\n"), "ok|end|");
	assert_lines(STR("nul\0x\nend\n"), "end|");
}

static void the_newest_are_given(void **state)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));
	struct str rest;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_addf(&bytes, "line %d\n", i);
	history_lines(buf_str(&bytes), join, &got);
	rest = buf_str(&got);
	assert_true(str_starts(rest, "line 800|"));
	for (; rest.len; n++)
		(void)str_cut(&rest, '|');
	assert_int_equal(n, HISTORY_LINES);
}

static void add(struct history *h, const char *line)
{
	struct err err = ERR_INIT;

	assert_true(history_add(h, str_of(line), &err));
}

static void assert_file(const char *expected)
{
	struct history h;
	struct err err = ERR_INIT;
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));

	history_init(&h, path);
	assert_true(history_read(&h, join, &got, &err));
	assert_string_equal(buf_text(&got), expected);
	history_release(&h);
}

static void several_at_once_lose_nothing(void **state)
{
	struct history a;
	struct history b;
	struct stat st;
	int fd = -1;
	struct err err = ERR_INIT;
	char lock[80];

	(void)state;
	remove_file();
	history_init(&a, path);
	history_init(&b, path);
	add(&a, "from a");
	add(&b, "from b");
	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	assert_true(os_lock(lock, &fd, &err)); /* somebody shortens it just now */
	add(&a, "waits");
	assert_file("from a|from b|");
	(void)close(fd);
	history_release(&a);
	history_release(&b);
	assert_file("from a|from b|waits|");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_long_file_is_shortened(void **state)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	struct history h;
	struct stat st;

	(void)state;
	remove_file();
	for (int i = 0; i < 5000; i++)
		buf_addf(&bytes, "filter number-%d\n", i);
	assert_true(os_write_file(path, buf_str(&bytes), &err));
	history_init(&h, path);
	assert_true(history_read(&h, join, &got, &err));
	assert_true(str_ends(buf_str(&got), "filter number-4999|"));
	history_release(&h);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 8000);
}

static void a_file_that_is_not_ours_alone_is_left_alone(void **state)
{
	struct err err = ERR_INIT;
	struct history h;
	AUTO(buf) got = BUF_INIT(LIMIT_KIB(1));

	(void)state;
	remove_file();
	assert_true(os_write_file(path, STR("planted\n"), &err));
	assert_int_equal(chmod(path, 0666), 0);
	history_init(&h, path);
	assert_false(history_read(&h, join, &got, &err));
	assert_non_null(strstr(err.text, "writable for group or others"));
	assert_int_equal(got.len, 0);
	err = ERR_INIT;
	assert_true(history_add(&h, STR("fleet"), &err)); /* said already */
	history_release(&h);
	assert_int_equal(chmod(path, 0600), 0);
	assert_file("planted|");
}

static void a_link_is_not_written_through(void **state)
{
	struct err err = ERR_INIT;
	struct history h;
	char target[80];

	(void)state;
	remove_file();
	(void)snprintf(target, sizeof(target), "%s/target", dir);
	assert_int_equal(symlink(target, path), 0);
	history_init(&h, path);
	assert_false(history_add(&h, STR("fleet"), &err));
	assert_true(history_add(&h, STR("fleet"), &err)); /* once is enough */
	history_release(&h);
	assert_false(os_file_exists(target));
}

static void a_directory_that_cannot_be_written_is_said_once(void **state)
{
	struct err err = ERR_INIT;
	struct history h;

	(void)state;
	history_init(&h, "/nonexistent/history");
	assert_false(history_add(&h, STR("fleet"), &err));
	assert_non_null(strstr(err.text, "/nonexistent/history"));
	assert_true(history_add(&h, STR("fleet"), &err));
	history_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_plain_lines_are_taken_each_once),
		cmocka_unit_test(the_newest_are_given),
		cmocka_unit_test(several_at_once_lose_nothing),
		cmocka_unit_test(a_long_file_is_shortened),
		cmocka_unit_test(a_file_that_is_not_ours_alone_is_left_alone),
		cmocka_unit_test(a_link_is_not_written_through),
		cmocka_unit_test(a_directory_that_cannot_be_written_is_said_once),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

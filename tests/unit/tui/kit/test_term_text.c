/* The terminal without a terminal, and signals as bytes. */
#include "kit.h"

#include <signal.h>
#include <unistd.h>

#include "tui/kit/signals.h"
#include "tui/kit/term.h"

static void it_gives_what_it_was_fed(void **state)
{
	(void)state;
	struct term *t = term_text_new(24, 80);
	struct term_event event;
	int rows = 0;
	int cols = 0;
	assert_true(term_text_keys(t, "j  Ctrl-R"));
	assert_false(term_text_keys(t, "NoSuchKey"));
	term_text_paste(t, STR("two\nlines"));
	assert_true(term_next(t, &event));
	assert_true(key_eq(event.key, KEY_OF('j')));
	assert_true(term_next(t, &event));
	assert_true(key_eq(event.key, KEY_CTRL('r')));
	assert_true(term_next(t, &event));
	assert_int_equal(event.kind, TERM_PASTE);
	assert_true(str_is(event.paste, "two\nlines"));
	assert_false(term_next(t, &event));
	term_text_resize(t, 10, 40);
	term_size(t, &rows, &cols);
	assert_int_equal(rows, 10);
	assert_int_equal(cols, 40);
	term_free(t);
}

static void the_same_frame_is_drawn_once(void **state)
{
	(void)state;
	struct term *t = term_text_new(2, 10);
	struct frame f;
	frame_init(&f, 2, 10);
	(void)frame_put(&f, 0, 0, 10, ROLE_TEXT, STR("hello"));
	assert_true(term_draw(t, &f));
	assert_true(term_draw(t, &f));
	assert_int_equal(term_text_draws(t), 1);
	assert_line(term_text_frame(t), 0, "hello");
	frame_release(&f);
	term_free(t);
	term_free(NULL);
}

static void idle_and_roles_are_told(void **state)
{
	(void)state;
	struct term *t = term_text_new(1, 5);
	struct frame f;
	int fds[2];
	char bytes[64] = { 0 };
	assert_int_equal(pipe(fds), 0);
	frame_init(&f, 1, 5);
	(void)frame_put(&f, 0, 0, 5, ROLE_CRIT, STR("ab"));
	(void)term_draw(t, &f);
	term_sync(t, fds[1], false);
	assert_int_equal(read(fds[0], bytes, sizeof(bytes)), 1);
	assert_int_equal(bytes[0], '.');
	term_sync(t, fds[1], true);
	assert_int_equal(read(fds[0], bytes, sizeof(bytes)), 6);
	assert_memory_equal(bytes, "\001XX\n\0.", 6);
	close(fds[0]);
	close(fds[1]);
	frame_release(&f);
	term_free(t);
}

static void signals_come_as_numbers(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	assert_int_equal(signals_fd(), -1);
	assert_int_equal(signals_next(), 0);
	assert_true(signals_open(&err));
	assert_int_equal(signals_next(), 0);
	(void)raise(SIGWINCH);
	(void)raise(SIGTERM);
	(void)raise(SIGPIPE); /* ignored */
	assert_int_equal(signals_next(), SIGWINCH);
	assert_int_equal(signals_next(), SIGTERM);
	assert_int_equal(signals_next(), 0);
	for (int i = 0; i < 100000; i++) /* a full pipe never blocks */
		(void)raise(SIGWINCH);
	assert_int_equal(signals_next(), SIGWINCH);
	signals_close();
	signals_close();
	assert_int_equal(signals_fd(), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_gives_what_it_was_fed),
		cmocka_unit_test(the_same_frame_is_drawn_once),
		cmocka_unit_test(idle_and_roles_are_told),
		cmocka_unit_test(signals_come_as_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

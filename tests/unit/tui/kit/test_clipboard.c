/* tui/kit/clipboard.c: which ways there are, and what the terminal is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "tui/kit/clipboard.h"

/* The ways by name, a blank after each. */
static void assert_ways(struct clipboard_world w, const char *expected)
{
	AUTO(buf) text = BUF_INIT(256);
	enum clipboard_way ways[CLIPBOARD_WAYS];
	size_t n = clipboard_ways(&w, ways);

	for (size_t i = 0; i < n; i++)
		buf_addf(&text, "%s ", clipboard_name(ways[i]));
	assert_string_equal(buf_text(&text), expected);
}

#define WORLD(...) ((struct clipboard_world){ .term = "xterm-256color", __VA_ARGS__ })

static void tmux_comes_first_then_the_display_then_the_terminal(void **state)
{
	(void)state;
	assert_ways(WORLD(.x11 = ":0"), "xclip OSC 52 ");
	assert_ways(WORLD(.wayland = "wayland-0", .x11 = ":0"),
		    "wl-copy xclip OSC 52 ");
	assert_ways(WORLD(.tmux = "/tmp/tmux-0/default,1,0", .x11 = ":0"),
		    "tmux xclip OSC 52 ");
	assert_ways(WORLD(.mac = true), "pbcopy OSC 52 ");
	assert_ways(WORLD(.setting = "auto", .tmux = ""), "OSC 52 ");
}

static void a_display_is_elsewhere_behind_ssh(void **state)
{
	(void)state;
	assert_ways(WORLD(.x11 = "localhost:10.0", .wayland = "wayland-0", .mac = true,
			  .ssh = "10.0.0.1 5 10.0.0.2 22"),
		    "OSC 52 ");
	assert_ways(WORLD(.x11 = ":0", .ssh = "a", .tmux = "t"), "tmux OSC 52 ");
}

static void what_the_setting_names_comes_before_all_others(void **state)
{
	(void)state;
	assert_ways(WORLD(.setting = "my-copy --quiet", .tmux = "t"),
		    "the clipboard command tmux OSC 52 ");
	assert_ways(WORLD(.setting = "osc52", .tmux = "t"), "OSC 52 tmux ");
	assert_ways(WORLD(.setting = "tmux"), "tmux OSC 52 ");
	assert_ways(WORLD(.setting = "xclip", .ssh = "a"), "xclip OSC 52 ");
}

static void off_is_off(void **state)
{
	(void)state;
	struct clipboard_world off = WORLD(.setting = "off", .tmux = "t", .x11 = ":0");
	struct clipboard_world on = WORLD(.setting = "tmux");

	assert_ways(off, "");
	assert_true(clipboard_is_off(&off));
	assert_false(clipboard_is_off(&on));
}

static void a_terminal_without_osc_is_sent_none(void **state)
{
	static const char *const names[] = {
		"linux", "vt100", "vt220", "dumb", "", NULL
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_ways((struct clipboard_world){ .term = names[i] }, "");
	assert_ways((struct clipboard_world){ .term = "screen" }, "OSC 52 ");
	assert_ways((struct clipboard_world){ .setting = "osc52", .term = "linux" },
		    "OSC 52 ");
}

static void every_program_reads_its_stdin(void **state)
{
	(void)state;
	assert_null(clipboard_argv(CLIPBOARD_COMMAND));
	assert_null(clipboard_argv(CLIPBOARD_OSC52));
	assert_string_equal(clipboard_argv(CLIPBOARD_TMUX)[0], "tmux");
	assert_string_equal(clipboard_argv(CLIPBOARD_TMUX)[2], "-w");
	assert_string_equal(clipboard_argv(CLIPBOARD_PBCOPY)[0], "pbcopy");
}

static void assert_osc(struct clipboard_world w, const char *text, const char *expected)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(128));
	struct err err = ERR_INIT;

	assert_true(clipboard_osc52(&w, str_of(text), &out, &err));
	assert_string_equal(buf_text(&out), expected);
}

static void the_terminal_is_sent_base64(void **state)
{
	(void)state;
	assert_osc(WORLD(.setting = NULL), "arn:aws", "\033]52;c;YXJuOmF3cw==\a");
	assert_osc(WORLD(.setting = NULL), "", "\033]52;c;\a");
}

static void screen_hands_it_through_in_pieces(void **state)
{
	struct clipboard_world w = WORLD(.screen = "123.pts-1.host");
	struct clipboard_world tmux = WORLD(.screen = "1", .tmux = "t");
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(128));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;
	size_t pieces = 0;

	(void)state;
	assert_osc(w, "a", "\033P\033]52;c;YQ==\a\033\\");
	assert_osc(tmux, "a", "\033]52;c;YQ==\a");
	while (text.len < 2000)
		buf_add_text(&text, "0123456789");
	assert_true(clipboard_osc52(&w, buf_str(&text), &out, &err));
	for (const char *p = buf_text(&out); (p = strstr(p, "\033P")); p += 2)
		pieces++;
	assert_int_equal(pieces, 5);
	for (struct str rest = buf_str(&out); rest.len > 0;) {
		const char *end = strstr(rest.p, "\033\\");

		assert_non_null(end);
		assert_true((size_t)(end - rest.p) < 768);
		rest.len -= (size_t)(end + 2 - rest.p);
		rest.p = end + 2;
	}
}

static void too_much_for_a_terminal_is_refused_whole(void **state)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(128));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(128));
	struct clipboard_world w = WORLD(.setting = NULL);
	struct err err = ERR_INIT;

	(void)state;
	while (text.len < CLIPBOARD_OSC52_MAX / 4 * 3)
		buf_add_char(&text, 'x');
	assert_true(clipboard_osc52(&w, buf_str(&text), &out, &err));
	assert_int_equal(out.len, 7 + CLIPBOARD_OSC52_MAX / 4 * 4 + 1);
	buf_clear(&out);
	buf_add_char(&text, 'x');
	assert_false(clipboard_osc52(&w, buf_str(&text), &out, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text,
			    "56245 bytes are more than terminals take (56244)");
	assert_int_equal(out.len, 0);
}

static void what_leaves_can_drive_no_terminal(void **state)
{
	AUTO(buf) out = BUF_INIT(256);
	struct err err = ERR_INIT;

	(void)state;
	assert_true(clipboard_clean(STR("one\x1b[31m\ttwo\r\n\xe2\x80\xae"
					"x\n"),
				    &out, &err));
	assert_string_equal(buf_text(&out), "one␛[31m two␍\n‹U+202E›x\n");
	buf_clear(&out);
	assert_true(clipboard_clean(STR(""), &out, &err));
	assert_int_equal(out.len, 0);
}

static void a_text_that_is_too_long_is_no_text(void **state)
{
	AUTO(buf) out = BUF_INIT(1024);
	AUTO(buf) text = BUF_INIT(2048);
	struct err err = ERR_INIT;

	(void)state;
	while (text.len < 1025)
		buf_add_char(&text, 'x');
	assert_false(clipboard_clean(buf_str(&text), &out, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text, "more than 1 KiB are too much for the clipboard");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tmux_comes_first_then_the_display_then_the_terminal),
		cmocka_unit_test(a_display_is_elsewhere_behind_ssh),
		cmocka_unit_test(what_the_setting_names_comes_before_all_others),
		cmocka_unit_test(off_is_off),
		cmocka_unit_test(a_terminal_without_osc_is_sent_none),
		cmocka_unit_test(every_program_reads_its_stdin),
		cmocka_unit_test(the_terminal_is_sent_base64),
		cmocka_unit_test(screen_hands_it_through_in_pieces),
		cmocka_unit_test(too_much_for_a_terminal_is_refused_whole),
		cmocka_unit_test(what_leaves_can_drive_no_terminal),
		cmocka_unit_test(a_text_that_is_too_long_is_no_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

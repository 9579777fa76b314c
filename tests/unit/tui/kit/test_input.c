/* Bytes of terminals to events: what is a key, what is swallowed, what is pasted. */
#include "kit.h"

#include "tui/kit/input.h"

/* Feed code points; events as text: key names, "paste(...)", apart by blanks. */
static void feed(struct input *in, const char *bytes, int64_t at_ms, struct buf *out)
{
	struct str rest = str_of(bytes);
	struct key k = { 0 };
	for (bool more = true; more;) {
		more = rest.len > 0;
		enum input_event event =
			more ? input_code(in, utf8_next(&rest), at_ms, &k)
			     : input_idle(in, at_ms, &k);
		if (event == INPUT_NONE)
			continue;
		if (out->len > 0)
			buf_add_char(out, ' ');
		if (event == INPUT_KEY)
			key_print(k, out);
		else if (event == INPUT_MOUSED)
			buf_addf(out, "mouse(%d %d,%d)", (int)in->mouse.what,
				 in->mouse.row, in->mouse.col);
		else
			buf_addf(out, "paste(%s)", buf_text(&in->paste));
	}
}

static void sequences_become_keys_or_nothing(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *bytes, *expected;
	} rows[] = {
		{ "jk", "j k" },
		{ "\r", "Enter" },
		{ "\n", "Ctrl-J" },
		{ "\t", "Tab" },
		{ "\177\b", "Backspace Backspace" },
		{ "\001\032\037", "Ctrl-A Ctrl-Z Ctrl-_" },
		{ "\033", "Esc" },
		{ "\033\033", "Esc Esc" },
		{ "\033b", "Alt-b" },
		{ "\033\177", "Alt-Backspace" },
		{ "\033[A\033OB\033[H\033[4~\033[Z", "Up Down Home End S-Tab" },
		{ "\033[11~\033[24~\033OP", "F1 F12 F1" },
		{ "\033[1;5Cx", "x" }, /* Ctrl-Right: unknown, whole */
		{ "\033[200;300;1~y", "y" },
		{ "\033[?62;22cz", "z" }, /* device attributes */
		{ "\033[12;40Rq", "q" }, /* cursor report is not F3 */
		{ "\033]11;rgb:1e1e/1e1e/2e2e\007j", "j" },
		{ "\033]11;rgb:0/0/0\033\\j", "j" },
		{ "\033P>|tmux 3.3a\033\\j", "j" },
		{ "\033_apc\033\\\033^pm\033\\\033Xsos\033\\j", "j" },
		{ "\033]52;c;\033]0;x\007j", "j" },
		{ "\033[99999999999999999999999999999999999999999999mj", "j" },
		{ "\033\xC2\x9Cj", "j" }, /* Alt and C1 */
		{ "\033[[A\033[[Ej", "F1 F5 j" },
		{ "\033[[Zj", "j" },
		{ "\033[<0;5;7M\033[<0;5;7mj", "j" }, /* nobody asked for it */
		{ "\033[M !!j", "j" },                /* in the old form */
		{ "\033[?2026;2$yj", "j" },           /* DECRQM's answer */
		{ "\033[3$", "" },                    /* of rxvt: given up */
		{ "\033[a\033Oaj", "j" },
		{ "\033[25~\033[57428uj", "j" },
		/* kitty's and xterm's spelling of keys */
		{ "\033[27u\033[13u\033[9;2u\033[127u", "Esc Enter S-Tab Backspace" },
		{ "\033[99;5u\033[99;133u\033[32;5u", "Ctrl-C Ctrl-C Ctrl-Space" },
		{ "\033[105;5u\033[109;5u\033[91;5u", "Tab Enter Esc" },
		{ "\033[13;2u\033[13;5u\033[13;3u", "Enter Enter Alt-Enter" },
		{ "\033[97u\033[97;2u\033[49:33;2u\033[98;3u", "a A ! Alt-b" },
		{ "\033[106;1:1u\033[106;1:2u\033[106;1:3u", "j j" }, /* let go */
		{ "\033[97;9u\033[49;5u\033[0u\033[3u\033[55296u\033[uj", "j" },
		{ "\033[12354u\033[1114112u\033[97;257uj", "\xE3\x81\x82 j" },
		{ "\033[27;5;99~\033[27;2;13~\033[27;6;9~", "Ctrl-C Enter S-Tab" },
		{ "\033[27;5~\033[27;5;99;1~\033[27;0;99~j", "j" },
		{ "\033[?997;1n\033[?997;2nj", "j" },
		{ "\xC2\x9B"
		  "31mx", "3 1 m x" }, /* C1 is no introducer in UTF-8 */
		{ "\033[200~q\r:quit\r\033[201~", "paste(q\r:quit\r)" },
		{ "\033[200~a\033[31mb\033[20xc\033[201~",
		 "paste(a\033[31mb\033[20xc)" },
		{ "\033[200~\xE3\x83\xAB\033[201~", "paste(\xE3\x83\xAB)" },
		{ "\033[200~a\033[201~q\r", "paste(a)" }, /* same burst: not keys */
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct input in;
		AUTO(buf) out = BUF_INIT(4096);
		input_init(&in);
		feed(&in, rows[i].bytes, 0, &out);
		assert_string_equal(buf_text(&out), rows[i].expected);
		feed(&in, "", INPUT_REST_MS, &out);
		assert_int_equal(in.state, INPUT_GROUND);
		assert_string_equal(buf_text(&out), rows[i].expected);
		input_release(&in);
	}
}

static void a_sequence_that_stops_is_given_up(void **state)
{
	(void)state;
	static const struct {
		const char *first;
		int64_t after_ms;
		const char *second, *expected;
	} rows[] = {
		{ "\033[", 50, "A", "Up" },
		{ "\033[", 150, "A", "" }, /* idle comes after the byte */
		{ "\033]11;rgb", 400, ":0\007j", "j" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct input in;
		struct key k = { 0 };
		AUTO(buf) out = BUF_INIT(4096);
		input_init(&in);
		feed(&in, rows[i].first, 0, &out);
		assert_true(input_wait_ms(&in, 0) > 0);
		if (rows[i].after_ms > 100 && rows[i].first[1] == '[') {
			assert_int_equal(input_wait_ms(&in, rows[i].after_ms), 0);
			assert_int_equal(input_idle(&in, rows[i].after_ms, &k),
					 INPUT_NONE);
			assert_int_equal(in.state, INPUT_GROUND);
		} else {
			feed(&in, rows[i].second, rows[i].after_ms, &out);
			assert_string_equal(buf_text(&out), rows[i].expected);
		}
		assert_int_equal(input_wait_ms(&in, rows[i].after_ms), -1);
		input_release(&in);
	}
}

/* A late answer that comes in pieces, the first of them a lone Esc. */
static void a_late_answer_in_pieces_presses_nothing(void **state)
{
	(void)state;
	struct input in;
	AUTO(buf) out = BUF_INIT(256);
	input_init(&in);
	input_expect(&in, &(struct term_query){ 0 }, 0, 5000);
	feed(&in, "\033", 1000, &out);
	assert_int_equal(input_wait_ms(&in, 1100), 400);
	feed(&in, "]11;rgb:1e1e/", 1200, &out);
	feed(&in, "1e1e/2e2e\033", 1300, &out);
	feed(&in, "\\", 1400, &out);
	feed(&in, "\033", 1500, &out);
	feed(&in, "[?62;22c", 1600, &out);
	assert_string_equal(buf_text(&out), "");
	assert_true(in.answer.known && in.answer.rgb == 0x1E1E2E);
	/* that was the last of it: Esc is a key at once again */
	feed(&in, "\033", 1700, &out);
	assert_string_equal(buf_text(&out), "Esc");
	input_release(&in);
}

/* Mode 2031 reports whenever it likes: nobody waits for an answer then. */
static void a_report_in_pieces_presses_nothing(void **state)
{
	(void)state;
	static const char report[] = "\033[?997;1n";
	for (size_t cut = 3; cut < sizeof(report); cut++) {
		struct input in;
		AUTO(buf) first = BUF_INIT(16);
		AUTO(buf) out = BUF_INIT(256);
		buf_add(&first, report, cut);
		input_init(&in);
		feed(&in, buf_text(&first), 0, &out);
		feed(&in, "", INPUT_STRING_MS - 1, &out); /* a slow line */
		feed(&in, report + cut, INPUT_STRING_MS - 1, &out);
		feed(&in, "j", INPUT_STRING_MS, &out);
		assert_string_equal(buf_text(&out), "j");
		input_release(&in);
	}
}

/* An Esc that was pressed meanwhile is only late. */
static void esc_is_late_while_an_answer_is_to_come(void **state)
{
	(void)state;
	struct input in;
	AUTO(buf) out = BUF_INIT(256);
	input_init(&in);
	input_expect(&in, &(struct term_query){ 0 }, 0, 5000);
	feed(&in, "\033", 1000, &out);
	assert_string_equal(buf_text(&out), "");
	feed(&in, "", 1000 + INPUT_STRING_MS, &out);
	assert_string_equal(buf_text(&out), "Esc");
	feed(&in, "\033", 5000, &out);
	assert_string_equal(buf_text(&out), "Esc Esc");
	input_release(&in);
}

/* The wait before the first frame ends in the middle of an answer, anywhere. */
static void the_rest_of_an_answer_is_no_key(void **state)
{
	(void)state;
	static const char answer[] = "\033]11;rgb:1e1e/1e1e/2e2e\033\\\033[?2031;2$y"
				     "\033[?62;22c";
	for (size_t cut = 0; cut < sizeof(answer); cut++) {
		struct term_query q = { 0 };
		struct input in;
		AUTO(buf) out = BUF_INIT(256);
		term_query_feed(&q, answer, cut);
		input_init(&in);
		input_expect(&in, &q, 1000, 6000);
		feed(&in, "", 1000, &out); /* nothing is there */
		feed(&in, answer + cut, 5000, &out);
		feed(&in, "j\033", 5000, &out);
		assert_string_equal(buf_text(&out), "j Esc");
		assert_true(in.answer.known && in.answer.schemes && in.answer.done);
		assert_int_equal(in.answer.rgb, 0x1E1E2E);
		assert_int_equal(input_wait_ms(&in, 5000), -1);
		input_release(&in);
	}
}

/* An Esc of before the first frame was no key, nor is it Alt of what comes next. */
static void an_early_esc_is_no_key(void **state)
{
	(void)state;
	static const char *const rests[] = { "", "j", "\033" };
	static const char *const expected[] = { "", "j", "Esc" };
	for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
		struct term_query q = { 0 };
		struct input in;
		AUTO(buf) out = BUF_INIT(256);
		term_query_feed(&q, "\033", 1);
		input_init(&in);
		input_expect(&in, &q, 0, 5000);
		assert_int_equal(input_wait_ms(&in, 0), 5000);
		feed(&in, rests[i], 1000, &out);
		feed(&in, "", 6000, &out);
		assert_string_equal(buf_text(&out), expected[i]);
		assert_int_equal(in.state, INPUT_GROUND);
		input_release(&in);
	}
}

static void a_paste_that_stalls_presses_nothing_later(void **state)
{
	(void)state;
	struct input in;
	AUTO(buf) out = BUF_INIT(4096);
	input_init(&in);
	feed(&in, "\033[200~first", 0, &out);
	assert_string_equal(buf_text(&out), "");
	feed(&in, "", INPUT_PASTE_MS, &out);
	assert_string_equal(buf_text(&out), "paste(first)");
	buf_clear(&out);
	assert_int_equal(in.state, INPUT_LOST);
	feed(&in, "zzz", INPUT_PASTE_MS + 10, &out); /* its rest, in pieces */
	feed(&in, "q", INPUT_PASTE_MS + 310, &out);
	feed(&in, "\033[A\033[20", INPUT_PASTE_MS + 1310, &out);
	feed(&in, "1~q\r", INPUT_PASTE_MS + 2310, &out);
	assert_string_equal(buf_text(&out), "");
	feed(&in, "j", INPUT_PASTE_MS + 2500, &out);
	assert_string_equal(buf_text(&out), "j");
	input_release(&in);
}

/* Its end was lost: silence after a byte of it is an end too, silence before is none.
 */
static void a_lost_paste_ends_by_silence_or_ctrl_c(void **state)
{
	(void)state;
	const int64_t late = (int64_t)10 * INPUT_PASTE_MS;
	struct input in;
	struct key k = { 0 };
	AUTO(buf) out = BUF_INIT(4096);
	input_init(&in);
	feed(&in, "\033[200~a", 0, &out);
	feed(&in, "", INPUT_PASTE_MS, &out);
	buf_clear(&out);
	assert_int_equal(input_wait_ms(&in, INPUT_PASTE_MS), -1);
	feed(&in, "", late, &out);
	feed(&in, "q", late, &out);
	assert_int_equal(input_keycap(&in, KEY_OF(KEYCAP_ENTER), &k), INPUT_NONE);
	assert_int_equal(input_wait_ms(&in, late), INPUT_LOST_MS);
	feed(&in, "q", late + INPUT_LOST_MS - 1, &out);
	assert_string_equal(buf_text(&out), "");
	feed(&in, "", late + 2 * INPUT_LOST_MS, &out);
	feed(&in, "j", late + 2 * INPUT_LOST_MS, &out);
	assert_string_equal(buf_text(&out), "j");
	buf_clear(&out);
	feed(&in, "\033[200~a", 0, &out);
	feed(&in, "", INPUT_PASTE_MS, &out);
	feed(&in, "q\003", INPUT_PASTE_MS, &out);
	feed(&in, "j", INPUT_PASTE_MS, &out);
	assert_string_equal(buf_text(&out), "paste(a) Ctrl-C j");
	input_release(&in);
}

static void function_keys_in_a_paste_are_no_keys(void **state)
{
	(void)state;
	struct input in;
	struct key k = { 0 };
	AUTO(buf) out = BUF_INIT(4096);
	input_init(&in);
	assert_int_equal(input_keycap(&in, KEY_OF(KEYCAP_UP), &k), INPUT_KEY);
	feed(&in, "\033[200~a", 0, &out);
	assert_int_equal(input_keycap(&in, KEY_OF(KEYCAP_ENTER), &k), INPUT_NONE);
	input_release(&in);
}

static void a_paste_is_cut_at_its_ceiling(void **state)
{
	(void)state;
	struct input in;
	struct key k = { 0 };
	AUTO(buf) out = BUF_INIT(4096);
	input_init(&in);
	feed(&in, "\033[200~", 0, &out);
	for (size_t i = 0; i < INPUT_PASTE_MAX + 5000; i++)
		(void)input_code(&in, 'x', 0, &k);
	enum input_event event = INPUT_NONE;
	for (const char *p = "\033[201~"; *p; p++)
		event = input_code(&in, (unsigned char)*p, 0, &k);
	assert_int_equal(event, INPUT_PASTED);
	assert_int_equal(in.paste.len, INPUT_PASTE_MAX);
	input_release(&in);
}

/* It may be an MFA code. */
static void a_paste_is_wiped_once_it_was_taken(void **state)
{
	(void)state;
	struct input in;
	AUTO(buf) out = BUF_INIT(1024);
	input_init(&in);
	assert_true(in.paste.wipe);
	feed(&in, "\033[200~123456\033[201~", 0, &out);
	assert_string_equal(buf_text(&in.paste), "123456");
	input_forget(&in);
	assert_int_equal(in.paste.len, 0);
	assert_int_equal(in.paste.cap, 0);
	input_release(&in);
}

static void the_mouse_presses_and_scrolls_and_nothing_else(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *bytes, *expected;
	} rows[] = {
		{ "\033[<0;5;7M\033[<0;5;7mj", "mouse(0 6,4) j" },
		{ "\033[<64;1;1M\033[<65;120;35M", "mouse(1 0,0) mouse(2 34,119)" },
		{ "\033[<2;5;7M\033[<1;5;7M\033[<3;5;7Mj", "j" },  /* other buttons */
		{ "\033[<32;5;7M\033[<35;5;7Mj", "j" },             /* movement */
		{ "\033[<4;5;7M\033[<16;5;7M\033[<68;5;7Mj", "j" }, /* modifiers */
		{ "\033[<0;0;7M\033[<0;5;0M\033[<0;-1;7Mj", "j" },
		{ "\033[<0;99999;7M\033[<;;M\033[<M\033[<0;5Mj", "j" },
		{ "\033[<0;5;7;9M\033[<0;5;7Aj", "j" },
		{ "\033[M !!j\033[M", "j" },
		{ "\033[200~\033[<0;5;7M\033[201~", "paste(\033[<0;5;7M)" },
		{ "\033[200~a\033[201~\033[<0;5;7M", "paste(a)" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct input in;
		AUTO(buf) out = BUF_INIT(4096);
		input_init(&in);
		in.mouse_on = true;
		feed(&in, rows[i].bytes, 0, &out);
		assert_string_equal(buf_text(&out), rows[i].expected);
		input_release(&in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mouse_presses_and_scrolls_and_nothing_else),
		cmocka_unit_test(a_paste_is_wiped_once_it_was_taken),
		cmocka_unit_test(sequences_become_keys_or_nothing),
		cmocka_unit_test(a_sequence_that_stops_is_given_up),
		cmocka_unit_test(a_late_answer_in_pieces_presses_nothing),
		cmocka_unit_test(the_rest_of_an_answer_is_no_key),
		cmocka_unit_test(an_early_esc_is_no_key),
		cmocka_unit_test(a_report_in_pieces_presses_nothing),
		cmocka_unit_test(esc_is_late_while_an_answer_is_to_come),
		cmocka_unit_test(a_paste_that_stalls_presses_nothing_later),
		cmocka_unit_test(a_lost_paste_ends_by_silence_or_ctrl_c),
		cmocka_unit_test(function_keys_in_a_paste_are_no_keys),
		cmocka_unit_test(a_paste_is_cut_at_its_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

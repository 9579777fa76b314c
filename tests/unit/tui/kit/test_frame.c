/* Cells, clipping, wide characters, rules, hostile bytes. */
#include "kit.h"

static void put(struct frame *f, int row, int col, int width, const char *text)
{
	(void)frame_put(f, row, col, width, ROLE_TEXT, str_of(text));
}

static void text_is_clipped_on_cell_borders(void **state)
{
	(void)state;
	static const struct {
		int col, width;
		const char *text, *expected;
	} rows[] = {
		{ 0, 10, "abc", "abc" },
		{ 8, 10, "abcdef", "        ab" },
		{ -2, 10, "abcdef", "cdef" },
		{ 0, 3, "abcdef", "abc" },
		{ 0, 0, "abc", "" },
		{ 0, -1, "abc", "" },
		{ 20, 5, "abc", "" },
		{ 0, 10, "\xE3\x83\xAB\xE3\x83\xBC", "\xE3\x83\xAB\xE3\x83\xBC" },
		{ 0, 3, "\xE3\x83\xAB\xE3\x83\xBC", "\xE3\x83\xAB" },
		{ 9, 5, "\xE3\x83\xAB", "" },
		{ -1, 5, "\xE3\x83\xAB!", " !" },
		{ 0, 9, "e\xCC\x81t\xC3\xA9", "e\xCC\x81t\xC3\xA9" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f;
		frame_init(&f, 2, 10);
		put(&f, 0, rows[i].col, rows[i].width, rows[i].text);
		assert_line(&f, 0, rows[i].expected);
		assert_line(&f, 1, "");
		assert_frame_sound(&f);
		frame_release(&f);
	}
}

static void half_of_a_wide_character_never_remains(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 1, 6);
	put(&f, 0, 0, 6, "\xE3\x83\xAB\xE3\x83\xBC\xE3\x83\xA1");
	put(&f, 0, 1, 1, "x");
	assert_line(&f, 0, " x\xE3\x83\xBC\xE3\x83\xA1");
	put(&f, 0, 2, 1, "y");
	assert_line(&f, 0, " xy \xE3\x83\xA1");
	put(&f, 0, 3, 2, "\xE3\x83\xAB");
	assert_line(&f, 0, " xy\xE3\x83\xAB");
	assert_frame_sound(&f);
	frame_release(&f);
}

static void control_bytes_are_shown_in_their_own_role(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 2, 60);
	put(&f, 0, 0, 60,
	    "a\033[2Jb\nc\td\x7F"
	    "e\xE2\x80\xAE"
	    "f\xFFg");
	assert_line(&f, 0,
		    "a\xE2\x90\x9B[2Jb\xE2\x8F\x8E"
		    "c d\xE2\x90\xA1"
		    "e\xE2\x80\xB9U+202E\xE2\x80\xBA"
		    "f\xEF\xBF\xBDg");
	AUTO(buf) roles = BUF_INIT(4096);
	frame_dump_roles(&f, &roles);
	assert_memory_equal(buf_text(&roles), "t%tttttt t%t%%%%%%%%ttt\n", 24);
	assert_frame_sound(&f);
	frame_release(&f);
}

static void hostile_bytes_never_reach_a_cell(void **state)
{
	(void)state;
	static const char *const corpus[] = {
		"\033]52;c;cXVpdA==\007",
		"\033P1$r0m\033\\",
		"\xC2\x9B"
		"31mred",
		"\xC2\x9D"
		"0;title\xC2\x9C",
		"\xE2\x80\xAEgnp.exe\xE2\x81\xA9\xE2\x81\xA6",
		"\xE2\x80\x8B\xE2\x80\x8D\xEF\xBB\xBF\xC2\xAD",
		"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9",
		"\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
		"\xCC\x81\xCC\x81\xCC\x81 "
		"z\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86",
		"\xED\xA0\x80\xF4\x90\x80\x80\xC0\x80\xFE\xFF",
		"\xF3\xA0\x81\xA1\xF3\xA0\x84\x80",
		"\xE3\x83\xAB\xEF\xB8\x8F\xE2\x9A\xA0\xEF\xB8\x8F",
		"\r\n\b\v\f\a",
	};
	struct frame f;
	frame_init(&f, 3, 33);
	for (size_t i = 0; i < ARRAY_LEN(corpus); i++) {
		for (int col = -3; col < 34; col++) {
			put(&f, 1, col, 40, corpus[i]);
			assert_frame_sound(&f);
		}
	}
	frame_release(&f);
}

static void random_bytes_never_reach_a_cell(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 1, 80);
	uint32_t seed = 7;
	for (int round = 0; round < 2000; round++) {
		char bytes[64];
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 24);
		}
		(void)frame_put(&f, 0, round % 80, 80, ROLE_TEXT,
				(struct str){ bytes, sizeof(bytes) });
		assert_frame_sound(&f);
	}
	frame_release(&f);
}

static void a_line_of_a_megabyte_is_one_line(void **state)
{
	(void)state;
	static char big[1 << 20];
	for (size_t i = 0; i + 2 < sizeof(big); i += 2)
		memcpy(big + i, "\xCC\x81", 2);
	struct frame f;
	frame_init(&f, 2, 80);
	(void)frame_put(&f, 0, 0, 80, ROLE_TEXT, (struct str){ big, sizeof(big) });
	struct pen p = pen_at(&f, frame_area(&f), 1);
	pen_fit(&p, 20, ROLE_TEXT, (struct str){ big, sizeof(big) }, FIT_MIDDLE,
		ALIGN_LEFT);
	assert_frame_sound(&f);
	frame_release(&f);
}

static void a_pen_never_passes_its_end(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 3, 20);
	struct area a = { 1, 2, 1, 10 };
	struct pen p = pen_at(&f, a, 0);
	pen_text(&p, ROLE_TEXT, "abc");
	pen_right(&p, ROLE_TEXT, "right");
	pen_text(&p, ROLE_TEXT, "defghij");
	assert_line(&f, 1, "  abcd right");
	p = pen_at(&f, a, 1); /* no such line */
	pen_text(&p, ROLE_TEXT, "nowhere");
	assert_line(&f, 2, "");
	p = pen_at(&f, a, 0);
	pen_right(&p, ROLE_TEXT, "far too long for it");
	assert_line(&f, 1, "  abcd right");
	frame_release(&f);
}

static void a_text_is_fitted_into_its_box(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *text;
		int width;
		enum fit fit;
		enum align align;
		const char *expected;
	} rows[] = {
		{ "abc", 5, FIT_TAIL, ALIGN_LEFT, "abc  |" },
		{ "abc", 5, FIT_TAIL, ALIGN_RIGHT, "  abc|" },
		{ "abcdefgh", 5, FIT_CLIP, ALIGN_LEFT, "abcde|" },
		{ "abcdefgh", 5, FIT_TAIL, ALIGN_LEFT, "abcd\xE2\x80\xA6|" },
		{ "abcdefgh", 5, FIT_MIDDLE, ALIGN_LEFT, "ab\xE2\x80\xA6gh|" },
		{ "\xE3\x83\xAB\xE3\x83\xBC\xE3\x83\xA1", 4, FIT_TAIL, ALIGN_RIGHT,
		 " \xE3\x83\xAB\xE2\x80\xA6|" },
		{ "", 2, FIT_TAIL, ALIGN_LEFT, "  |" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f;
		frame_init(&f, 1, 20);
		struct pen p = pen_at(&f, frame_area(&f), 0);
		pen_fit(&p, rows[i].width, ROLE_TEXT, str_of(rows[i].text), rows[i].fit,
			rows[i].align);
		pen_text(&p, ROLE_TEXT, "|");
		assert_line(&f, 0, rows[i].expected);
		frame_release(&f);
	}
}

static void rules_keep_the_tail_of_their_title(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		int width;
		const char *title, *right, *expected;
	} rows[] = {
		{ 20, "Fleet", "now",
		 "\xE2\x94\x80 Fleet \xE2\x94\x80\xE2\x94\x80\xE2\x94\x80"
		  "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80 now \xE2\x94\x80" },
		{ 10, "Fleet", NULL, "\xE2\x94\x80 Fleet \xE2\x94\x80\xE2\x94\x80" },
		{ 6, NULL, NULL,
		 "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94"
		  "\x80" },
		{ 24, "Fleet \xE2\x80\xBA acme-prod-eu \xE2\x80\xBA Stacks", "13:49Z",
		 "\xE2\x94\x80 \xE2\x80\xA6 \xE2\x80\xBA Stacks "
		  "\xE2\x94\x80\xE2\x94\x80 13:49Z "
		  "\xE2\x94\x80" },
		{ 12, "Stacks", "a long state",
		 "\xE2\x94\x80 Stacks \xE2\x94\x80\xE2\x94\x80\xE2\x94\x80" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct frame f;
		frame_init(&f, 1, rows[i].width);
		frame_rule(&f, frame_area(&f), 0, rows[i].title, rows[i].right,
			   ROLE_MUTED);
		assert_line(&f, 0, rows[i].expected);
		frame_release(&f);
	}
}

static void panels_are_split_by_a_bar(void **state)
{
	(void)state;
	struct frame f;
	struct area left;
	struct area right;
	frame_init(&f, 2, 11);
	area_split(frame_area(&f), 5, &left, &right);
	frame_rule(&f, left, 0, "A", NULL, ROLE_MUTED);
	frame_rule(&f, right, 0, "B", NULL, ROLE_MUTED);
	frame_bar(&f, frame_area(&f), 5);
	assert_line(
		&f, 0,
		"\xE2\x94\x80 A \xE2\x94\x80\xE2\x94\x82\xE2\x94\x80 B \xE2\x94\x80");
	assert_line(&f, 1, "     \xE2\x94\x82");
	frame_release(&f);
}

static void long_text_is_wrapped_at_blanks(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *text;
		int width;
		const char *lines; /* by | */
	} rows[] = {
		{ "the loader was restored", 10, "the loader|was|restored" },
		{ "abcdefghij", 4, "abcd|efgh|ij" },
		{ "one\n\ntwo", 9, "one||two" },
		{ "a bc", 1, "a|b|c" },
		{ "\xE3\x83\xAB\xE3\x83\xBC\xE3\x83\xA1", 3,
		 "\xE3\x83\xAB|\xE3\x83\xBC|\xE3\x83\xA1" },
		{ "", 5, "" },
		{ "x", 0, "x" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) got = BUF_INIT(1024);
		struct str rest = str_of(rows[i].text);
		struct str line;
		while (frame_wrap(&rest, rows[i].width, &line)) {
			if (got.len > 0)
				buf_add_char(&got, '|');
			buf_add_str(&got, line);
		}
		assert_string_equal(buf_text(&got), rows[i].lines);
	}
}

static void the_three_layers_tell_glyphs_roles_and_cursor(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 2, 12);
	frame_on(&f, ROLE_SELECT);
	frame_fill(&f, area_lines(frame_area(&f), 1, 1), ROLE_TEXT);
	struct pen p = pen_at(&f, frame_area(&f), 1);
	pen_text(&p, ROLE_CRIT, "\xE2\x96\xA0 CRIT");
	pen_text(&p, ROLE_MUTED, " x");
	frame_cursor(&f, 1, 0, "fleet:acme");
	AUTO(buf) out = BUF_INIT(4096);
	frame_dump_text(&f, &out);
	frame_dump_roles(&f, &out);
	frame_dump_cursor(&f, &out);
	assert_string_equal(buf_text(&out), "\n\xE2\x96\xA0 CRIT x\n\nX XXXX u\n"
					    "on 1 0-11 select\n1 0 fleet:acme\n");
	frame_scrim(&f);
	buf_clear(&out);
	frame_dump_roles(&f, &out);
	frame_dump_cursor(&f, &out);
	assert_string_equal(buf_text(&out), "\n: :::: :\nnone\n");
	frame_release(&f);
}

static void frames_are_compared_by_what_is_seen(void **state)
{
	(void)state;
	struct frame a;
	struct frame b;
	frame_init(&a, 3, 10);
	frame_init(&b, 3, 10);
	assert_true(frame_same(&a, &b));
	put(&a, 1, 0, 5, "x");
	assert_false(frame_same(&a, &b));
	assert_true(frame_row_same(&a, &b, 0));
	assert_false(frame_row_same(&a, &b, 1));
	frame_copy(&b, &a);
	assert_true(frame_same(&a, &b));
	frame_cursor(&a, 0, 0, "x");
	assert_false(frame_same(&a, &b));
	frame_release(&a);
	frame_release(&b);
}

static void ascii_sets_draw_ascii_alone(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 1, 40);
	glyph_set_init(&f.glyphs, true);
	put(&f, 0, 0, 40,
	    "\xE2\x97\x8F OK \xE2\x96\x81\xE2\x96\x84\xE2\x96\x88 a \xE2\x80\xBA b "
	    "\xE2\xA3\xBF\xE2\xA0\x80\xE2\xA0\x81 \xE2\x80\xA6");
	assert_line(&f, 0, "o OK _=@ a > b # . ~");
	frame_release(&f);
}

/* Signs that may stand in one place, and what else stands there as it is. */
static const struct {
	const char *where;
	enum glyph signs[8];
	size_t n;
	const char *plain;
} places[] = {
	{ "a state",
	  { GLYPH_CRIT, GLYPH_WARN, GLYPH_OK, GLYPH_STALE, GLYPH_NOACC, GLYPH_INCIDENT,
	    GLYPH_DOT },
	  7,
	  "?" },
	{ "left of a row", { GLYPH_CURSOR, GLYPH_FOLDED, GLYPH_UNFOLDED }, 3, "+" },
	{ "before a name", { GLYPH_CHECK, GLYPH_CURSOR, GLYPH_DOT }, 3, "+" },
	{ "row 1",
	  { GLYPH_OK, GLYPH_CRIT, GLYPH_CHECK, GLYPH_ELLIPSIS, GLYPH_CURSOR,
	    GLYPH_DASH },
	  6,
	  "#?" },
	{ "row 2",
	  { GLYPH_REFRESH, GLYPH_STALE, GLYPH_NOACC, GLYPH_CRIT, GLYPH_DOT },
	  5,
	  "?" },
	{ "a title",
	  { GLYPH_UNFOLDED, GLYPH_SORT_UP, GLYPH_CHECK, GLYPH_CURSOR, GLYPH_DOT,
	    GLYPH_ELLIPSIS, GLYPH_CRIT, GLYPH_WARN },
	  8,
	  "/" },
	{ "keys",
	  { GLYPH_UP, GLYPH_DOWN, GLYPH_LEFT, GLYPH_RIGHT, GLYPH_BOTH },
	  5,
	  "" },
	{ "a chart",
	  { GLYPH_BLOCK_1, GLYPH_BLOCK_2, GLYPH_BLOCK_3, GLYPH_BLOCK_4, GLYPH_BLOCK_5,
	    GLYPH_BLOCK_6, GLYPH_BLOCK_7, GLYPH_BLOCK_8 },
	  8,
	  "" },
	{ "a field",
	  { GLYPH_FIELD_L, GLYPH_FIELD_R, GLYPH_BULLET, GLYPH_ELLIPSIS },
	  4,
	  "" },
};

static void signs_of_one_place_differ_in_both_sets(void **state)
{
	(void)state;
	for (int ascii = 0; ascii <= 1; ascii++) {
		struct glyph_set set;
		glyph_set_init(&set, ascii);
		for (size_t i = 0; i < ARRAY_LEN(places); i++) {
			for (size_t a = 0; a < places[i].n; a++) {
				uint32_t code = set.code[places[i].signs[a]];
				bool same = code < 0x80 &&
					    strchr(places[i].plain, (int)code);
				for (size_t b = 0; b < a; b++)
					same |= set.code[places[i].signs[b]] == code;
				if (same)
					fail_msg("%s: sign %zu is another one, too",
						 places[i].where, a);
			}
		}
	}
}

static void sizes_from_outside_are_cut_to_the_limits(void **state)
{
	(void)state;
	struct frame f;
	frame_init(&f, 100000, 100000);
	assert_int_equal(f.rows, LIMIT_ROWS);
	assert_int_equal(f.cols, LIMIT_COLS);
	frame_resize(&f, -1, 5);
	assert_int_equal(f.rows, 0);
	assert_int_equal(f.cols, 0);
	put(&f, 0, 0, 5, "nothing to draw on");
	frame_box(&f, (struct area){ 0, 0, 5, 5 }, "a", "b");
	frame_rule(&f, frame_area(&f), 0, "a", "b", ROLE_TEXT);
	frame_release(&f);
}

static void every_role_has_a_letter_of_its_own(void **state)
{
	(void)state;
	bool seen[256] = { false };
	for (int i = 0; i < ROLE_COUNT; i++) {
		unsigned char letter = (unsigned char)role_letter((enum role)i);
		enum role found;
		assert_false(seen[letter]);
		seen[letter] = true;
		assert_true(role_find(str_of(role_name((enum role)i)), &found));
		assert_int_equal(found, i);
		enum role at = (enum role)i;
		for (int steps = 0; role_fallback(at) != at; steps++) {
			assert_true(steps < ROLE_COUNT);
			at = role_fallback(at);
		}
	}
}

/* The terminal may take two columns for each of these: none of them is drawn. */
static void signs_of_disputed_width_have_plain_ones(void **state)
{
	(void)state;
	struct frame f;
	AUTO(buf) out = BUF_INIT(4096);
	frame_init(&f, 1, 40);
	glyph_set_init(&f.glyphs, true);
	f.glyphs.narrow = true;
	(void)frame_put(&f, 0, 0, 40, ROLE_TEXT, STR("■ Café Zürich ± №1 東 ─…"));
	frame_dump_text(&f, &out);
	assert_string_equal(buf_text(&out), "X Cafe Zurich ? ?1 東 -~\n");
	frame_release(&f);
}

static void a_list_is_found_where_it_stands_until_a_dialog_opens(void **state)
{
	(void)state;
	struct frame f;
	int one = 0;
	int two = 0;
	size_t index = 99;
	frame_init(&f, 20, 40);
	frame_list(&f, (struct area){ 5, 0, 3, 20 }, &one, 10);
	frame_list(&f, (struct area){ 5, 20, 100, 100 }, &two, 0);
	assert_true(frame_list_at(&f, &one, 7, 19, &index));
	assert_int_equal(index, 12);
	assert_false(frame_list_at(&f, &one, 8, 0, &index));
	assert_false(frame_list_at(&f, &one, 4, 0, &index));
	assert_false(frame_list_at(&f, &one, 6, 20, &index));
	assert_true(frame_list_at(&f, &two, 19, 39, &index));
	assert_int_equal(index, 14);
	assert_false(frame_list_at(&f, &two, 20, 39, &index));
	for (int i = 0; i < 2 * FRAME_LISTS; i++)
		frame_list(&f, (struct area){ 0, 0, 1, 1 }, &one, 0);
	assert_int_equal(f.n_lists, FRAME_LISTS);
	frame_scrim(&f);
	assert_false(frame_list_at(&f, &one, 7, 19, &index));
	frame_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_of_disputed_width_have_plain_ones),
		cmocka_unit_test(a_list_is_found_where_it_stands_until_a_dialog_opens),
		cmocka_unit_test(text_is_clipped_on_cell_borders),
		cmocka_unit_test(half_of_a_wide_character_never_remains),
		cmocka_unit_test(control_bytes_are_shown_in_their_own_role),
		cmocka_unit_test(hostile_bytes_never_reach_a_cell),
		cmocka_unit_test(random_bytes_never_reach_a_cell),
		cmocka_unit_test(a_line_of_a_megabyte_is_one_line),
		cmocka_unit_test(a_pen_never_passes_its_end),
		cmocka_unit_test(a_text_is_fitted_into_its_box),
		cmocka_unit_test(rules_keep_the_tail_of_their_title),
		cmocka_unit_test(panels_are_split_by_a_bar),
		cmocka_unit_test(long_text_is_wrapped_at_blanks),
		cmocka_unit_test(the_three_layers_tell_glyphs_roles_and_cursor),
		cmocka_unit_test(frames_are_compared_by_what_is_seen),
		cmocka_unit_test(ascii_sets_draw_ascii_alone),
		cmocka_unit_test(signs_of_one_place_differ_in_both_sets),
		cmocka_unit_test(sizes_from_outside_are_cut_to_the_limits),
		cmocka_unit_test(every_role_has_a_letter_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

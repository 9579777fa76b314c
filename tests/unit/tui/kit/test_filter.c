/* The filter language: terms, columns, comparisons, errors that name the word. */
#include "kit.h"

#include "tui/kit/filter.h"
#include "tui/kit/word.h"

static const char *const cols[] = { "state", "installation", "stacks",
				    "since", "version",      "",
				    "size" };
static const struct filter_names names = { .items = cols, .n = ARRAY_LEN(cols) };

/* Five rows of seven cells. */
static const char *const rows[][ARRAY_LEN(cols)] = {
	{ "■ CRIT", "acme-prod-eu", "3/4 ■", "13 m", "4.12.3", "x", "3 MB" },
	{ "▲ WARN", "delta-prod-2", "4/5 ▲", "3 h", "4.9.0", "", "900 kB" },
	{ "○ NOACC", "gale-prod", "?", "2 d", "", "", "" },
	{ "● OK", "harbor-prod", "6/6", "·", "4.12.10", "", "10 MiB" },
	{ "● OK", "two words", "10/10", "now", "mixed", "", "12" },
};

/* Which rows a filter keeps, one bit each. */
static unsigned kept(const char *text)
{
	struct filter f;
	struct filter_error error;
	unsigned bits = 0;

	(void)filter_parse(&f, str_of(text), &names, &error);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) line = BUF_INIT(LIMIT_KIB(1));
		uint32_t ends[ARRAY_LEN(cols)];

		for (size_t col = 0; col < ARRAY_LEN(cols); col++) {
			for (const char *c = rows[i][col]; *c; c++)
				buf_add_char(&line, word_lower(*c));
			ends[col] = (uint32_t)line.len;
			buf_add_char(&line, '\n');
		}
		if (filter_match(&f, buf_text(&line), ends, ARRAY_LEN(cols)))
			bits |= 1u << i;
	}
	return bits;
}

static const char *const state_words[] = { "crit", "ok", NULL };
static const struct filter_names with_words = { .items = cols,
						.n = ARRAY_LEN(cols),
						.words = state_words };

/* Does a filter keep a row of a state and an installation? */
static bool keeps(const char *text, const char *state, const char *inst)
{
	struct filter f;
	struct filter_error error;
	AUTO(buf) line = BUF_INIT(LIMIT_KIB(1));
	uint32_t ends[2];

	assert_true(filter_parse(&f, str_of(text), &with_words, &error));
	buf_add_text(&line, state);
	ends[0] = (uint32_t)line.len;
	buf_addf(&line, "\n%s", inst);
	ends[1] = (uint32_t)line.len;
	buf_add_char(&line, '\n');
	return filter_match(&f, buf_text(&line), ends, 2);
}

static void a_word_of_the_state_column_means_its_value(void **state)
{
	(void)state;
	/* "RequestToken" holds "ok": a sick row is never hidden by that */
	assert_true(keeps("!ok", "■ crit", "requesttoken"));
	assert_true(keeps("!OK", "■ crit ◌", "ok"));
	assert_false(keeps("ok", "■ crit", "requesttoken ok"));
	assert_true(keeps("ok", "● ok", "acme"));
	assert_false(keeps("!ok", "● ok", "acme"));
	assert_true(keeps("Crit", "■ crit ◌", "acme"));
	assert_true(keeps("state:=crit", "■ crit ◌", "acme"));
	assert_false(keeps("state:=crit", "■ crit ok", "acme"));
	assert_true(keeps("installation:=acme", "■ crit", "acme ◌"));
	assert_false(keeps("installation:=acme", "■ crit", "acme 電機"));
	assert_false(keeps("crit", "■ critical", "acme"));
	assert_true(keeps("\"ok\"", "■ crit", "requesttoken"));
	assert_true(keeps("o", "■ crit", "requesttoken"));
	assert_true(keeps("token", "■ crit", "requesttoken"));
}

static void terms_keep_rows(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		unsigned rows;
	} cases[] = {
		{ "", 31 },
		{ "  ", 31 },
		{ "prod", 15 },
		{ "PROD", 15 },
		{ "!prod", 16 },
		{ "prod ok", 8 },
		{ "prod !ok !crit", 6 },
		{ "\"two words\"", 16 },
		{ "two words", 16 },
		{ "\"two  words\"", 0 },
		{ "!\"two words\"", 15 },
		{ "state:ok", 24 },
		{ "st:", 31 },
		{ "sta:ok", 31 },                /* state or stacks: an error */
		{ "state:=ok", 24 },
		{ "state:=\"● ok\"", 24 },
		{ "state:=o", 0 },
		{ "installation:=gale-prod", 4 },
		{ "inst:=GALE-prod", 4 },
		{ "!inst:prod", 16 },
		{ "version:=\"\"", 4 },
		{ "version:=", 31 },
		{ "stacks>3", 26 },
		{ "stacks>=3", 27 },
		{ "stacks<4", 1 },
		{ "stacks<=4", 3 },
		{ "since>14m", 6 },
		{ "since<14m", 17 },
		{ "since<1h30m", 17 },
		{ "since>=2d", 4 },
		{ "since>", 31 },
		{ "since>13", 0 },               /* thirteen what? */
		{ "version>4.12", 9 },
		{ "version>4.12.3", 8 },
		{ "version<4.12.10", 3 },
		{ "version>=4.9", 11 },
		{ "size>1MB", 9 },
		{ "size<1MB", 2 },
		{ "size>11", 16 },
		{ "!stacks>3", 5 },              /* and rows of which one does not know */
		{ "!", 31 },
		{ "!\"", 31 },
		{ "\"", 31 },
		{ "state:", 31 },
		{ "!state:", 31 },
		{ "AWS::Lambda", 0 },
		{ "nowhere", 0 },
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (kept(cases[i].text) != cases[i].rows)
			print_message("%s\n", cases[i].text);
		assert_int_equal(kept(cases[i].text), cases[i].rows);
	}
}

static void errors_name_the_word_and_what_is_near(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t at, len;
		const char *error;
	} cases[] = {
		{ "prod sate:ok", 5, 4, "no column \"sate\"; did you mean state?" },
		{ "!stats:ok", 1, 5, "no column \"stats\"; did you mean state?" },
		{ "sta:ok", 0, 3, "\"sta\" may be state or stacks" },
		{ "arn:aws", 0, 3, "no column \"arn\"; \"quotes\" make a word of it" },
		{ "x since>abc", 8, 3, "\"abc\" is no number, age (14m), size (3MB) or "
		  "version (4.12.3)" },
		{ "a b c d e f g h i j k l m n o p q r", 32, 1, "more than 16 words; the "
		  "rest is not looked for" },
	};
	static const char *const fine[] = { "AWS::Lambda::Function", "14:02", "->", ">3",
					    "a>", "\"arn:aws\"", "prod", "=x", ":", "::" };
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct filter f;
		struct filter_error error;

		assert_false(filter_parse(&f, str_of(cases[i].text), &names, &error));
		assert_string_equal(error.text, cases[i].error);
		assert_int_equal(error.at, cases[i].at);
		assert_int_equal(error.len, cases[i].len);
	}
	for (size_t i = 0; i < ARRAY_LEN(fine); i++) {
		struct filter f;
		struct filter_error error;
		bool good = filter_parse(&f, str_of(fine[i]), &names, &error);

		assert_true(good || text_eq(fine[i], "a>"));
	}
}

static void a_time_lacks_its_unit_until_it_is_typed(void **state)
{
	static const struct {
		const char *text, *lacks;
		size_t at, len, n_terms;
	} cases[] = {
		{ "since<1", "since<1: a time needs a unit: s, m, h or d", 0, 7, 0 },
		{ "prod !since>=2.5", "!since>=2.5: a time needs a unit: s, m, h or d",
		  5, 11, 1 },
		{ "since<1h", "", 0, 0, 1 },
		{ "since:1", "", 0, 0, 1 },
		{ "stacks<1", "", 0, 0, 1 },
	};
	bool ages[ARRAY_LEN(cols)] = { false };
	const struct filter_names with_ages = { .items = cols,
						.n = ARRAY_LEN(cols),
						.ages = ages };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cols); i++)
		ages[i] = text_eq(cols[i], "since");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct filter f;
		struct filter_error error;

		assert_true(
			filter_parse(&f, str_of(cases[i].text), &with_ages, &error));
		assert_string_equal(error.text, cases[i].lacks);
		assert_int_equal(error.at, cases[i].at);
		assert_int_equal(error.len, cases[i].len);
		assert_int_equal(f.n_terms, cases[i].n_terms);
	}
}

/* In the journal: what AWS calls its operations has a colon, too. */
static void loose_names_make_words_unless_a_name_is_near(void **state)
{
	struct filter f;
	struct filter_error error;

	(void)state;
	assert_true(filter_parse_loose(&f, STR("logs:FilterLogEvents state:=\"A b\""),
				       &names, &error));
	assert_int_equal(f.n_terms, 2);
	assert_true(f.terms[0].col == FILTER_ANY);
	assert_true(str_is(filter_word(&f, &f.terms[0]), "logs:filterlogevents"));
	assert_int_equal(f.terms[1].at, 28);
	assert_int_equal(f.terms[1].text_len, 5);
	assert_false(filter_parse_loose(&f, STR("stat:x sate:ok"), &names, &error));
}

/* One word that makes no sense takes nothing from the others. */
static void what_makes_sense_is_kept_beside_an_error(void **state)
{
	(void)state;
	assert_int_equal(kept("gale sate:ok"), 4);
}

static void quoted_words_are_taken_as_they_are(void **state)
{
	static const char *const words[] = { "plain", "two words", "inst:=x",
					     "!not",  "a>3",       "■" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		AUTO(buf) text = BUF_INIT(128);
		struct filter f;
		struct filter_error error;

		buf_addf(&text, "\"%s\"", words[i]);
		assert_true(filter_parse(&f, buf_str(&text), &names, &error));
		assert_int_equal(f.n_terms, 1);
		assert_true(str_is(filter_word(&f, &f.terms[0]), words[i]));
		assert_true(f.terms[0].col == FILTER_ANY);
	}
}

static void amounts_are_read_as_cells_show_them(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int kind; /* -1: none */
		double amount;
	} cases[] = {
		{ "0", FILTER_NUMBER, 0 }, { "-3", FILTER_NUMBER, -3 },
		{ "1.5", FILTER_NUMBER, 1.5 }, { "10,561", FILTER_NUMBER, 10561 },
		{ "3/4 ■", FILTER_NUMBER, 3 }, { "5 missed", FILTER_NUMBER, 5 },
		{ "40 %", FILTER_NUMBER, 40 }, { "14 m", FILTER_AGE, 840 },
		{ "1h30m", FILTER_AGE, 5400 }, { "now", FILTER_AGE, 0 },
		{ "2 w", FILTER_AGE, 1209600 }, { "3MB", FILTER_SIZE, 3e6 },
		{ "4 MiB", FILTER_SIZE, 4194304 }, { "512B", FILTER_SIZE, 512 },
		{ "4.12.3", FILTER_VERSION, 0 }, { "v4", FILTER_VERSION, 0 },
		{ "", -1, 0 }, { "?", -1, 0 }, { "3rd", -1, 0 }, { "14:02", -1, 0 },
		{ "abc", -1, 0 }, { "-", -1, 0 }, { "1h3MB", -1, 0 }, { ".", -1, 0 },
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct filter_value v;
		bool found = filter_value(str_of(cases[i].text), &v);

		if (found != (cases[i].kind >= 0))
			print_message("%s\n", cases[i].text);
		assert_int_equal(found, cases[i].kind >= 0);
		if (found) {
			assert_int_equal(v.kind, cases[i].kind);
			assert_true(v.amount == cases[i].amount);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_keep_rows),
		cmocka_unit_test(a_word_of_the_state_column_means_its_value),
		cmocka_unit_test(errors_name_the_word_and_what_is_near),
		cmocka_unit_test(a_time_lacks_its_unit_until_it_is_typed),
		cmocka_unit_test(loose_names_make_words_unless_a_name_is_near),
		cmocka_unit_test(what_makes_sense_is_kept_beside_an_error),
		cmocka_unit_test(quoted_words_are_taken_as_they_are),
		cmocka_unit_test(amounts_are_read_as_cells_show_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

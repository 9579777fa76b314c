/*
 * The program's beginning: where things lie, what is demanded of a configuration, and
 * that nothing is opened before it is asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "tests/unit/tui/program_world.h"

static void paths_follow_the_variables(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name, *value;
		const char *config, *state, *cache; /* NULL: below the home directory */
	} rows[] = {
		{ "LANG", "C", NULL, NULL, NULL },
		{ "XDG_CONFIG_HOME", "/c", "/c/candor/candor.conf", NULL, NULL },
		{ "XDG_CONFIG_HOME", "relative", NULL, NULL, NULL },
		{ "CANDOR_CONFIG", "/x.conf", "/x.conf", NULL, NULL },
		{ "XDG_STATE_HOME", "/s", NULL, "/s/candor", NULL },
		{ "XDG_CACHE_HOME", "/k", NULL, NULL, "/k/candor" },
	};
	/* clang-format on */
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct program *p = NULL;
		struct err err = ERR_INIT;
		char own[3][256];

		under(f, ".config/candor/candor.conf", own[0]);
		under(f, ".local/state/candor", own[1]);
		under(f, ".cache/candor", own[2]);
		fake_env_set(&f->env, rows[i].name, rows[i].value);
		assert_true(start(f, NULL, &p, &err));

		const struct program_paths *paths = program_paths(p);

		assert_string_equal(paths->config, text_or(rows[i].config, own[0]));
		assert_string_equal(paths->state, text_or(rows[i].state, own[1]));
		assert_string_equal(paths->cache, text_or(rows[i].cache, own[2]));
		assert_null(program_config(p));
		assert_false(os_file_exists(own[1]));
		program_free(p);
		fake_env_set(&f->env, rows[i].name, NULL);
	}
}

static void without_a_home_it_says_which_variable(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;

	fake_env_set(&f->env, "HOME", NULL);
	assert_false(start(f, NULL, &p, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_non_null(strstr(err.text, "XDG_CONFIG_HOME"));
}

static void write_at(struct fixture *f, const char *name, const char *text)
{
	char path[256];
	struct err err = ERR_INIT;

	under(f, name, path);
	assert_true(os_write_file(path, str_of(text), &err));
}

static void the_machines_configuration_stands_below_the_operators(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;
	char machine[256], named[256];
	struct program_opts opts = { .env = &f->env.env, .machine = machine };

	under(f, "machine.conf", machine);
	write_at(f, "machine.conf",
		 "[vendor]\ndomain = machine.example\n[console]\n"
		 "theme = light\nmouse = on\n");
	assert_true(program_new(&opts, &p, &err)); /* alone it is one, too */
	assert_string_equal(program_config(p)->vendor_domain, "machine.example");
	program_free(p);

	write_conf(f);
	fake_env_set(&f->env, "CANDOR_THEME", "paper");
	assert_true(program_new(&opts, &p, &err));
	assert_string_equal(program_config(p)->vendor_domain, "vendor.example");
	assert_int_equal(program_config(p)->n_installations, 1);
	assert_string_equal(settings_get(program_settings(p), SETTING_THEME), "paper");
	assert_string_equal(settings_get(program_settings(p), SETTING_MOUSE), "on");
	assert_non_null(strstr(settings_origin(program_settings(p), SETTING_MOUSE),
			       "machine.conf:5"));
	program_free(p);

	write_at(f, "named.conf", "[vendor]\ndomain = named.example\n");
	under(f, "named.conf", named);
	opts.config = named;
	assert_true(program_new(&opts, &p, &err)); /* one that is named is alone */
	assert_string_equal(settings_get(program_settings(p), SETTING_MOUSE), "off");
	assert_int_equal(program_config(p)->n_files, 1);
	program_free(p);
}

static void count_problem(void *ctx, const struct err *err)
{
	unsigned *n = ctx;

	assert_true(err->text[0]);
	(*n)++;
}

static void who_asks_for_problems_gets_a_program_all_the_same(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;
	unsigned n = 0;
	char path[256];
	struct program_opts opts = { .env = &f->env.env,
				     .config = path,
				     .problem = count_problem,
				     .problem_ctx = &n };

	under(f, "none.conf", path);
	assert_true(program_new(&opts, &p, &err));
	assert_int_equal(n, 1);
	program_free(p);
	write_at(f, "none.conf", "[vendor]\nx\n[nobody]\n");
	fake_env_set(&f->env, "CANDOR_TIME", "swatch");
	n = 0;
	assert_true(program_new(&opts, &p, &err));
	assert_true(n >= 2);
	assert_null(program_config(p));
	assert_string_equal(settings_get(program_settings(p), SETTING_TIME), "utc");
	program_free(p);
}

static void a_named_configuration_must_be_there(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;

	assert_false(start(f, "/nonexistent.conf", &p, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_non_null(strstr(err.text, "/nonexistent.conf"));
}

static void a_configuration_opens_private_directories_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;
	struct stat st;
	char path[256];
	const char *host = NULL;

	write_conf(f);
	assert_true(start(f, NULL, &p, &err));
	assert_int_equal(f->warnings, 1);
	assert_non_null(strstr(f->warning, "candor.conf:10"));
	assert_int_equal(stat(program_paths(p)->state, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	under(f, ".local/state/candor/journal.db", path);
	assert_false(os_file_exists(path));
	assert_int_equal(program_stage(p), PROGRAM_NEW);
	assert_null(program_journal(p));
	assert_null(program_door(p));
	assert_int_equal(fleet_n(program_fleet(p)), 1);
	assert_int_equal(program_place(p, &host), PROGRAM_AWS);
	assert_string_equal(host, "");
	program_free(p);
}

static void an_endpoint_override_is_named(void **state)
{
	/* clang-format off */
	static const struct {
		const char *url;
		enum program_place place;
		const char *host;
	} rows[] = {
		{ "http://127.0.0.1:5000", PROGRAM_SANDBOX, "127.0.0.1:5000" },
		{ "https://vpce.example", PROGRAM_ENDPOINT, "vpce.example" },
	};
	/* clang-format on */
	struct fixture *f = *state;

	write_conf(f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct program *p = NULL;
		struct err err = ERR_INIT;
		const char *host = NULL;

		fake_env_set(&f->env, "AWS_ENDPOINT_URL", rows[i].url);
		assert_true(start(f, NULL, &p, &err));
		assert_int_equal(program_place(p, &host), rows[i].place);
		assert_string_equal(host, rows[i].host);
		program_free(p);
	}
}

static bool says(const struct fleet_row *row, const char *rule)
{
	for (size_t i = 0; i < row->health.n; i++)
		if (text_eq(row->health.rows[i].rule, rule))
			return true;
	return false;
}

static void heartbeats_that_cannot_be_read_are_told_and_tried_again(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;
	struct fake_clock clock;
	struct program_opts opts = { .env = &f->env.env, .clock = &clock.clock };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));
	char path[256];

	fake_clock_init(&clock, NOW);
	write_conf(f);
	buf_addf(&text, "%sheartbeat = every 60s\n", conf);
	write_at(f, ".config/candor/candor.conf", buf_text(&text));
	under(f, ".local/state/candor", path);
	assert_true(os_private_dir(path, &err));
	under(f, ".local/state/candor/beats.db", path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(program_new(&opts, &p, &err));
	program_cached(p);
	const struct fleet_row *row = fleet_row(program_fleet(p), 0);
	assert_true(says(row, "beat-unread"));
	assert_int_equal(rmdir(path), 0);
	for (int i = 0; i < 8; i++) {
		fake_clock_advance(&clock, 1000);
		loop_turn(program_loop(p), 0);
	}
	assert_false(says(row, "beat-unread"));
	assert_true(says(row, "beat-never"));
	program_free(p);
}

static void leaving_before_the_start_is_over_at_once(void **state)
{
	struct fixture *f = *state;
	struct program *p = NULL;
	struct err err = ERR_INIT;

	write_conf(f);
	assert_true(start(f, NULL, &p, &err));
	program_refresh(p, FLEET_NONE);
	assert_int_equal(program_pending(p), 1);
	program_cancel(p);
	assert_int_equal(program_pending(p), 0);
	assert_false(program_left(p));
	program_leave(p);
	assert_true(program_left(p));
	program_free(p);
}

/* ---- a program that was started; what it calls is not there ---- */

/* An entry that a broken journal does not take keeps the door busy. */
static void leaving_does_not_wait_long_for_a_broken_journal(void **state)
{
	struct started s;
	struct arena arena = ARENA_INIT(LIMIT_KIB(4));
	struct note_spec note = { .kind = JOURNAL_CLOCK_STEP, .ref = -1 };

	begin(&s, *state);
	turns(&s, 4);
	journal_degrade(program_journal(s.p), JOURNAL_BROKEN, "no more");
	note.data = node_object(&arena);
	door_note(program_door(s.p), &note, &arena);
	program_leave(s.p);
	for (int ms = 0; ms < 2000; ms += 100) {
		turns(&s, 4);
		assert_false(program_left(s.p));
		fake_clock_advance(&s.clock, 100);
	}
	fake_clock_advance(&s.clock, 300);
	turns(&s, 4);
	assert_true(program_left(s.p));
	program_free(s.p);
}

static void told_at_the_end(void *ctx, enum program_tone tone, const char *text)
{
	assert_int_equal(tone, PROGRAM_PROBLEM);
	buf_add_text(ctx, text);
}

/* Ends a run with one entry that the journal did not take; what was said then, and what
 * came to stderr. */
static void end_broken(struct started *s, struct fixture *f, bool no_file,
		       struct buf *said_text, struct buf *on_stderr)
{
	AUTO(buf) path = BUF_INIT(512);
	struct arena arena = ARENA_INIT(LIMIT_KIB(4));
	struct note_spec note = { .kind = JOURNAL_CLOCK_STEP, .ref = -1 };
	struct err err = ERR_INIT;
	char log[256];

	begin(s, f);
	turns(s, 4);
	journal_degrade(program_journal(s->p), JOURNAL_BROKEN, "no more");
	note.data = node_object(&arena);
	door_note(program_door(s->p), &note, &arena);
	buf_addf(&path, "%s/emergency-%lld.txt", program_paths(s->p)->state,
		 (long long)(clock_wall_us(program_clock(s->p)) / CLOCK_SEC_US));
	if (no_file)
		assert_int_equal(mkdir(buf_text(&path), 0700), 0);
	program_listen(s->p, &(struct program_events){ .said = told_at_the_end,
						       .ctx = said_text });
	under(f, "stderr", log);
	(void)fflush(stderr); /* what is unwritten there would go into the file */
	int was = dup(STDERR_FILENO);
	FILE *to = fopen(log, "we");
	assert_non_null(to);
	assert_true(was >= 0 && dup2(fileno(to), STDERR_FILENO) >= 0);
	program_free(s->p);
	assert_true(dup2(was, STDERR_FILENO) >= 0);
	(void)close(was);
	(void)fclose(to); /* nothing was written through it */
	assert_true(os_read_file(log, on_stderr, &err));
}

static void what_the_journal_did_not_take_is_kept_and_named(void **state)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
	AUTO(buf) lines = BUF_INIT(LIMIT_KIB(16));
	struct started s;

	end_broken(&s, *state, false, &text, &lines);
	assert_non_null(strstr(buf_text(&text), "could not take 1 entry of this run"));
	assert_non_null(strstr(buf_text(&text), "/emergency-"));
	assert_int_equal(lines.len, 0);
}

static void what_nothing_takes_is_shown_after_a_sentence(void **state)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
	AUTO(buf) lines = BUF_INIT(LIMIT_KIB(16));
	struct started s;

	end_broken(&s, *state, true, &text, &lines);
	assert_non_null(strstr(buf_text(&text), "cannot open "));
	assert_non_null(strstr(buf_text(&text), "Keep the lines below"));
	assert_non_null(strstr(buf_text(&lines), "clock.step"));
}

/* Another process holds the journal when the ten seconds are over. */
static void leaving_waits_for_what_is_still_to_be_written(void **state)
{
	struct started s;
	struct arena arena = ARENA_INIT(LIMIT_KIB(4));
	struct note_spec note = { .kind = JOURNAL_CLOCK_STEP, .ref = -1 };
	AUTO(buf) path = BUF_INIT(512);
	sqlite3 *other = NULL;

	begin(&s, *state);
	turns(&s, 4);
	int64_t before = journal_count(program_journal(s.p), -1);
	buf_addf(&path, "%s/journal.db", program_paths(s.p)->state);
	assert_int_equal(sqlite3_open(buf_text(&path), &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	note.data = node_object(&arena);
	door_note(program_door(s.p), &note, &arena);
	program_leave(s.p);
	for (int ms = 0; ms <= LIMIT_EXIT_MS; ms += 100) {
		turns(&s, 4);
		assert_false(program_left(s.p));
		fake_clock_advance(&s.clock, 100);
	}
	turns(&s, 4);
	assert_true(s.p->cut);
	assert_false(program_left(s.p));
	assert_int_equal(sqlite3_close(other), SQLITE_OK); /* and what it began */
	for (int ms = 0; ms < 2000; ms += 100) {
		fake_clock_advance(&s.clock, 100);
		turns(&s, 4);
	}
	assert_true(program_left(s.p));
	assert_int_equal(journal_count(program_journal(s.p), -1), before + 1);
	program_free(s.p);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(paths_follow_the_variables),
		TEST(without_a_home_it_says_which_variable),
		TEST(the_machines_configuration_stands_below_the_operators),
		TEST(who_asks_for_problems_gets_a_program_all_the_same),
		TEST(a_named_configuration_must_be_there),
		TEST(a_configuration_opens_private_directories_and_nothing_else),
		TEST(an_endpoint_override_is_named),
		TEST(heartbeats_that_cannot_be_read_are_told_and_tried_again),
		TEST(leaving_before_the_start_is_over_at_once),
		TEST(leaving_does_not_wait_long_for_a_broken_journal),
		TEST(what_the_journal_did_not_take_is_kept_and_named),
		TEST(what_nothing_takes_is_shown_after_a_sentence),
		TEST(leaving_waits_for_what_is_still_to_be_written),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

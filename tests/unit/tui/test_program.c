/*
 * The program's beginning: where things lie, what is demanded of a configuration, and
 * that nothing is opened before it is asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/access/config.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/watch/fleet.h"
#include "tests/fake/env.h"
#include "tui/program.h"

static const char *const conf =
	"[vendor]\n"
	"domain = vendor.example\n"
	"[operator]\n"
	"profile = ops\n"
	"identity = role\n"
	"[installation acme-prod-eu]\n"
	"customer = Acme Robotics\n"
	"account = 111122223333\n"
	"region = eu-central-1\n"
	"regoin = typo\n"
	"role_arn = arn:aws:iam::111122223333:role/CandorAccess\n"
	"external_id = 7d1f7d1f\n"
	"policy_observe = arn:aws:iam::111122223333:policy/CandorObserve\n";

struct fixture {
	char home[64];
	struct fake_env env;
	unsigned warnings;
	char warning[512];
};

static void said(void *ctx, enum program_tone tone, const char *text)
{
	struct fixture *f = ctx;

	if (tone != PROGRAM_WARNING)
		return;
	f->warnings++;
	(void)snprintf(f->warning, sizeof(f->warning), "%s", text); /* may be cut */
}

static void under(const struct fixture *f, const char *name, char out[256])
{
	(void)snprintf(out, 256, "%s/%s", f->home, name); /* fits: home is short */
}

static int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));

	(void)snprintf(f->home, sizeof(f->home), "/tmp/candor-program-XXXXXX");
	assert_non_null(mkdtemp(f->home));
	fake_env_init(&f->env);
	fake_env_set(&f->env, "HOME", f->home);
	*state = f;
	return 0;
}

static int remove_tree(void **state)
{
	/* clang-format off */
	static const char *const names[] = {
		".config/candor/candor.conf",
		".config/candor",
		".config",
		".local/state/candor/candor.log",
		".local/state/candor",
		".local/state",
		".local",
		".cache/candor/cache.db",
		".cache/candor",
		".cache",
	};
	/* clang-format on */
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[256];

		under(f, names[i], path);
		(void)remove(path); /* most are not there */
	}
	assert_int_equal(rmdir(f->home), 0);
	fake_env_release(&f->env);
	free(f);
	return 0;
}

static void write_conf(struct fixture *f)
{
	char path[256];
	struct err err = ERR_INIT;

	under(f, ".config/candor", path);
	assert_true(os_private_dir(path, &err));
	under(f, ".config/candor/candor.conf", path);
	assert_true(os_write_file(path, str_of(conf), &err));
}

static bool start(struct fixture *f, const char *config, struct program **ret,
		  struct err *err)
{
	const struct program_opts opts = {
		.env = &f->env.env,
		.config = config,
		.events = { .said = said, .ctx = f },
	};

	return program_new(&opts, ret, err);
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, remove_tree)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(paths_follow_the_variables),
		TEST(without_a_home_it_says_which_variable),
		TEST(a_named_configuration_must_be_there),
		TEST(a_configuration_opens_private_directories_and_nothing_else),
		TEST(an_endpoint_override_is_named),
		TEST(leaving_before_the_start_is_over_at_once),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

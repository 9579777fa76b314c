/*
 * A program in a home directory of its own; and one that was started, what it calls is
 * not there.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_PROGRAM_WORLD_H
#define TESTS_UNIT_TUI_PROGRAM_WORLD_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/access/config.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/watch/fleet.h"
#include "tests/fake/clock.h"
#include "tests/fake/env.h"
#include "tui/program_impl.h"

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

static inline void said(void *ctx, enum program_tone tone, const char *text)
{
	struct fixture *f = ctx;

	if (tone != PROGRAM_WARNING)
		return;
	f->warnings++;
	(void)snprintf(f->warning, sizeof(f->warning), "%s", text); /* may be cut */
}

static inline void under(const struct fixture *f, const char *name, char out[256])
{
	(void)snprintf(out, 256, "%s/%s", f->home, name); /* fits: home is short */
}

static inline int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));

	(void)snprintf(f->home, sizeof(f->home), "/tmp/candor-program-XXXXXX");
	assert_non_null(mkdtemp(f->home));
	fake_env_init(&f->env);
	fake_env_set(&f->env, "HOME", f->home);
	*state = f;
	return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int kind,
			     struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static inline int remove_tree(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(nftw(f->home, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	fake_env_release(&f->env);
	free(f);
	return 0;
}

static inline void write_conf(struct fixture *f)
{
	char path[256];
	struct err err = ERR_INIT;

	under(f, ".config/candor", path);
	assert_true(os_private_dir(path, &err));
	under(f, ".config/candor/candor.conf", path);
	assert_true(os_write_file(path, str_of(conf), &err));
}

static inline bool start(struct fixture *f, const char *config, struct program **ret,
			 struct err *err)
{
	const struct program_opts opts = {
		.env = &f->env.env,
		.config = config,
		.events = { .said = said, .ctx = f },
	};

	return program_new(&opts, ret, err);
}

/* ---- a program that was started ---- */

#define NOW INT64_C(1795413600)

struct started {
	struct fixture *f;
	struct program *p;
	struct fake_clock clock;
	unsigned told;
	struct err err;
};

static inline void told(void *ctx, const struct session *session, const struct err *err)
{
	struct started *s = ctx;

	(void)session;
	s->told++;
	if (err)
		s->err = *err;
}

static inline void turns(struct started *s, int n)
{
	for (int i = 0; i < n; i++)
		loop_turn(program_loop(s->p), 0);
}

static inline void begin(struct started *s, struct fixture *f)
{
	struct err err = ERR_INIT;
	struct program_opts opts = { .env = &f->env.env, .clock = &s->clock.clock };

	*s = (struct started){ .f = f };
	fake_clock_init(&s->clock, NOW);
	opts.clock = &s->clock.clock;
	write_conf(f);
	fake_env_set(&f->env, "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
	fake_env_set(&f->env, "AWS_SECRET_ACCESS_KEY", "canary");
	fake_env_set(&f->env, "AWS_ENDPOINT_URL", "http://127.0.0.1:1");
	assert_true(program_new(&opts, &s->p, &err));
	free(s->p->config.profile); /* the keys are those of the environment */
	s->p->config.profile = NULL;
	if (!program_start(s->p, &err))
		print_error("%s\n", err.text);
	assert_int_not_equal(program_stage(s->p), PROGRAM_FAILED);
}

/* Nothing listens there. */
static inline void fail_identity(struct started *s)
{
	for (int i = 0; i < 4000; i++) {
		if (identity_state(program_identity(s->p)) == IDENTITY_FAILED)
			return;
		fake_clock_advance(&s->clock, 100);
		loop_turn(program_loop(s->p), 1);
	}
	fail_msg("the identity does not fail");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, remove_tree)

#endif

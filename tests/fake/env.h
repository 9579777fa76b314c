/*
 * An environment for a test: names and values, nothing of the process's own.
 */
#ifndef TESTS_FAKE_ENV_H
#define TESTS_FAKE_ENV_H

#include "core/aws/cred.h"

struct fake_env_item {
	char *name, *value;
};

struct fake_env {
	struct fake_env_item *items;
	size_t n, cap;
	struct cred_env env; /* what the program under test gets */
};

void fake_env_init(struct fake_env *e);
void fake_env_set(struct fake_env *e, const char *name,
		  const char *value); /* NULL: unset */
void fake_env_release(struct fake_env *e);

#endif

/*
 * An environment for a test: names and values, nothing of the process's own.
 */
#include "tests/fake/env.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

static struct fake_env_item *find(struct fake_env *e, const char *name)
{
	for (size_t i = 0; i < e->n; i++) {
		if (strcmp(e->items[i].name, name) == 0)
			return &e->items[i];
	}
	return NULL;
}

static const char *get(void *ctx, const char *name)
{
	const struct fake_env_item *item = find(ctx, name);

	return item ? item->value : NULL;
}

void fake_env_init(struct fake_env *e)
{
	*e = (struct fake_env){ 0 };
	e->env = (struct cred_env){ get, e };
}

void fake_env_set(struct fake_env *e, const char *name, const char *value)
{
	struct fake_env_item *item = find(e, name);

	if (!item) {
		item = VEC_PUSH(e->items, e->n, e->cap);
		item->name = mem_text(name);
	}
	free(item->value);
	item->value = mem_text(value);
}

void fake_env_release(struct fake_env *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->items[i].name);
		free(e->items[i].value);
	}
	free(e->items);
	*e = (struct fake_env){ 0 };
}

/*
 * Looking things up in a scene.  Nothing here changes or keeps anything.
 */
#include "tui/views/scene.h"

#include <stdlib.h>

void scene_release(struct scene *s)
{
	free(s->sites);
	*s = (struct scene){ 0 };
}

const struct site *scene_find(const struct scene *s, const char *inst)
{
	for (size_t i = 0; inst && i < s->n_sites; i++)
		if (text_eq(s->sites[i].row->inst->name, inst))
			return &s->sites[i];
	return NULL;
}

const struct stack *scene_stack(const struct scene *s, const char *inst,
				const char *stack)
{
	const struct site *site = scene_find(s, inst);

	return site ? stacks_find(&site->row->stacks, stack) : NULL;
}

static bool customer_seen(const struct scene *s, size_t before)
{
	const char *customer = s->sites[before].row->inst->customer;

	for (size_t i = 0; i < before; i++)
		if (text_eq(s->sites[i].row->inst->customer, customer))
			return true;
	return false;
}

size_t scene_customers(const struct scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_sites; i++)
		if (!customer_seen(s, i))
			n++;
	return n;
}

const char *scene_who(const struct scene *s)
{
	return s->caller ? s->caller->who : "unverified";
}

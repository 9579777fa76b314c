/*
 * Looking things up in a scene.  Nothing here changes or keeps anything.
 */
#include "tui/views/scene.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"

void scene_release(struct scene *s)
{
	free(s->sites);
	free(s->jobs);
	*s = (struct scene){ 0 };
}

void job_next_text(const struct job *j, int64_t now_us, struct buf *out)
{
	int64_t left_us = j->next_us - now_us;
	int64_t sec = left_us > 0 ? (left_us + CLOCK_SEC_US - 1) / CLOCK_SEC_US : 0;

	if (sec)
		buf_addf(out, ", next try in %" PRId64 " s (%u of %u)", sec, j->attempt,
			 j->attempts);
	else
		buf_addf(out, ", next try now (%u of %u)", j->attempt, j->attempts);
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

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t scene_customers(const struct scene *s)
{
	const char **names = mem_new(s->n_sites + 1, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < s->n_sites; i++)
		names[i] = text_or(s->sites[i].row->inst->customer, "");
	if (s->n_sites > 1)
		qsort(names, s->n_sites, sizeof(*names), by_text);
	for (size_t i = 0; i < s->n_sites; i++)
		if (i == 0 || !text_eq(names[i - 1], names[i]))
			n++;
	free(names);
	return n;
}

const char *scene_who(const struct scene *s)
{
	return s->caller ? s->caller->who : "unverified";
}

/*
 * Majority of the values that other installations have: one pass finds the only value
 * that can be it, a second counts it.
 */
#include "tui/views/stack_fleet.h"

#include <stdlib.h>
#include <string.h>

#define OTHERS_LEAST 2 /* installations that make a fleet */

static const char *behind(const char *name, const char *before, size_t len)
{
	if (len && !strncmp(name, before, len) && name[len] == '-')
		return name + len + 1;
	return name;
}

/* "ingest" of acme-prod-eu-ingest and of acme-ingest in acme-prod-eu; the whole name
 * when it begins otherwise. */
static const char *own_part(const char *inst, const char *name)
{
	const char *part = behind(name, inst, strlen(inst));

	return part == name ? behind(name, inst, strcspn(inst, "-")) : part;
}

static const struct stack *twin(const struct site *site, const char *inst,
				const char *name)
{
	const struct fleet_row *row = site->row;
	const struct stack *same = stacks_find(&row->stacks, name);
	const char *part = own_part(inst, name);

	for (size_t i = 0; !same && part != name && i < row->stacks.n; i++) {
		const struct stack *s = &row->stacks.items[i];
		const char *other = own_part(row->inst->name, s->name);

		if (other != s->name && text_eq(other, part))
			same = s;
	}
	return same;
}

static const char *value_of(const struct stack *s, const char *key)
{
	for (size_t i = 0; s && i < s->parameters.n; i++)
		if (text_eq(s->parameters.items[i].key, key))
			return s->parameters.items[i].value;
	return NULL;
}

/* The values of one parameter, twin by twin. */
static const char *majority(const struct stack *const *twins, size_t n, const char *key)
{
	const char *most = NULL;
	size_t lead = 0;
	size_t have = 0;
	size_t same = 0;

	for (size_t i = 0; i < n; i++) {
		const char *value = value_of(twins[i], key);

		have += value != NULL;
		if (!value)
			continue;
		if (!lead)
			most = value;
		lead = text_eq(value, most) ? lead + 1 : lead - 1;
	}
	for (size_t i = 0; most && i < n; i++)
		same += text_eq(text_or(value_of(twins[i], key), ""), most);
	return have >= OTHERS_LEAST && same * 2 > have ? most : NULL;
}

static uint64_t stamp_of(const struct scene *s)
{
	uint64_t stamp = s->n_sites;

	for (size_t i = 0; i < s->n_sites; i++) {
		const struct fleet_row *row = s->sites[i].row;

		stamp += (uint64_t)row->read_sec * (2 * row->index + 1);
		stamp += row->stacks.n;
	}
	return stamp;
}

static void forget(struct stack_fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->values[i]);
	free(f->values);
	*f = (struct stack_fleet){ .stack = NULL };
}

void stack_fleet_fill(struct stack_fleet *f, const struct scene *s, const char *inst,
		      const struct stack *stack)
{
	const struct stack **twins = NULL;
	uint64_t stamp = stamp_of(s);
	size_t n = 0;

	if (stack && f->stack == stack && f->stamp == stamp &&
	    f->n == stack->parameters.n)
		return;
	forget(f);
	if (!stack || !stack->parameters.n)
		return;
	twins = mem_new(s->n_sites + 1, sizeof(const struct stack *));
	for (size_t i = 0; i < s->n_sites; i++) {
		const struct stack *other =
			text_eq(s->sites[i].row->inst->name, inst)
				? NULL
				: twin(&s->sites[i], inst, stack->name);

		if (other)
			twins[n++] = other;
	}
	*f = (struct stack_fleet){ stack, stamp,
				   mem_new(stack->parameters.n, sizeof(char *)),
				   stack->parameters.n };
	for (size_t i = 0; i < f->n; i++) {
		const char *most = majority(twins, n, stack->parameters.items[i].key);

		f->values[i] = most ? mem_text(most) : NULL;
	}
	free(twins);
}

void stack_fleet_release(struct stack_fleet *f)
{
	forget(f);
}

const char *stack_fleet_other(const struct stack_fleet *f, const struct stack *stack,
			      size_t i)
{
	const char *value = NULL;

	if (i >= f->n || i >= stack->parameters.n || !f->values[i])
		return NULL;
	value = stack->parameters.items[i].value;
	/* what is hidden cannot be compared */
	if (text_eq(value, STACK_SECRET) || text_eq(f->values[i], STACK_SECRET))
		return NULL;
	return text_eq(value, f->values[i]) ? NULL : f->values[i];
}

size_t stack_fleet_n(const struct stack_fleet *f, const struct stack *stack)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += stack_fleet_other(f, stack, i) != NULL;
	return n;
}

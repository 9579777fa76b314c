/*
 * Stacks to and from the cache's nodes.
 *
 * Always true: what comes back passes the same gates as what comes from AWS (safe
 * text, ceilings, secrets), since a file can be edited.
 */
#include <stdlib.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/stacks.h"

#define TEXT_MAX_LEN 2048
#define PAIRS_MAX    300

/* Fields as rows: the cache's key and where it lives. */
struct field {
	const char *key;
	size_t offset;
};

#define TEXTS(type, member)                            \
	{                                              \
#member, offsetof(struct type, member) \
	}

static const struct field stack_texts[] = {
	TEXTS(stack, arn),    TEXTS(stack, name),        TEXTS(stack, status),
	TEXTS(stack, reason), TEXTS(stack, description), TEXTS(stack, parent),
	TEXTS(stack, drift),  TEXTS(stack, version),
};
static const struct field stack_times[] = {
	TEXTS(stack, created_sec), TEXTS(stack, updated_sec), TEXTS(stack, changed_sec),
	TEXTS(stack, drift_sec),   TEXTS(stack, details_sec), TEXTS(stack, seq),
	TEXTS(stack, details_seq),
};
static const struct field resource_texts[] = {
	TEXTS(stack_resource, logical), TEXTS(stack_resource, physical),
	TEXTS(stack_resource, type),    TEXTS(stack_resource, status),
	TEXTS(stack_resource, reason),  TEXTS(stack_resource, drift),
};
static const struct field event_texts[] = {
	TEXTS(stack_event, id),       TEXTS(stack_event, logical),
	TEXTS(stack_event, physical), TEXTS(stack_event, type),
	TEXTS(stack_event, status),   TEXTS(stack_event, reason),
};

static const char *text_in(const void *thing, size_t offset)
{
	return *(char *const *)(const void *)((const char *)thing + offset);
}

static void put_texts(struct arena *a, struct node *to, const void *thing,
		      const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = text_in(thing, fields[i].offset);

		if (!text_empty(text))
			node_put_text(a, to, fields[i].key, text);
	}
}

static char *safe_text(const char *text)
{
	AUTO(buf) out = BUF_INIT(TEXT_MAX_LEN + 8);

	utf8_safe(&out, str_of(text), TEXT_MAX_LEN);
	return buf_take(&out);
}

/* Sentences, in which a word may be a secret. */
static bool is_sentence(const char *key)
{
	return text_eq(key, "reason") || text_eq(key, "description");
}

static void get_texts(const struct node *from, void *thing, const struct field *fields,
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = node_text(from, fields[i].key, "");

		*(char **)(void *)((char *)thing + fields[i].offset) =
			is_sentence(fields[i].key) ? stack_plain_text(str_of(text))
						   : safe_text(text);
	}
}

static void put_pairs(struct arena *a, struct node *to, const char *key,
		      const struct stack_pairs *l)
{
	struct node *list = node_put(a, to, key, NODE_LIST);

	for (size_t i = 0; i < l->n; i++) {
		struct node *pair = node_add(a, list, NODE_LIST);

		node_add_text(a, pair, l->items[i].key);
		node_add_text(a, pair, l->items[i].value);
	}
}

static void get_pairs(const struct node *from, const char *key, struct stack_pairs *l)
{
	const struct node *list = node_get(from, key);

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		const struct node *k = node_first(n);
		const struct node *v = k == NULL ? NULL : k->next;
		struct stack_pair *p;

		if (v == NULL || k->kind != NODE_TEXT || v->kind != NODE_TEXT ||
		    l->n >= PAIRS_MAX)
			continue;
		p = VEC_PUSH(l->items, l->n, l->cap);
		p->key = safe_text(k->text.p);
		p->value = stack_looks_secret(k->text, v->text) ? mem_text(STACK_SECRET)
								: safe_text(v->text.p);
	}
}

static void put_details(struct arena *a, struct node *to, const struct stack *s)
{
	struct node *list = node_put(a, to, "resources", NODE_LIST);

	for (size_t i = 0; i < s->n_resources; i++) {
		struct node *n = node_add(a, list, NODE_OBJECT);

		put_texts(a, n, &s->resources[i], resource_texts,
			  ARRAY_LEN(resource_texts));
		node_put_int(a, n, "changed_sec", s->resources[i].changed_sec);
	}
	list = node_put(a, to, "events", NODE_LIST);
	for (size_t i = 0; i < s->n_events; i++) {
		struct node *n = node_add(a, list, NODE_OBJECT);

		put_texts(a, n, &s->events[i], event_texts, ARRAY_LEN(event_texts));
		node_put_int(a, n, "at_sec", s->events[i].at_sec);
		node_put_int(a, n, "of_stack", s->events[i].of_stack);
		node_put_int(a, n, "first_cause", s->events[i].first_cause);
	}
	node_put_int(a, to, "resources_cut", s->resources_cut);
	node_put_int(a, to, "events_cut", s->events_cut);
}

bool stack_to_node(struct arena *a, struct node *list, const struct stack *s)
{
	struct node *n = node_add(a, list, NODE_OBJECT);

	node_put_text(a, n, "id", s->id);
	put_texts(a, n, s, stack_texts, ARRAY_LEN(stack_texts));
	for (size_t i = 0; i < ARRAY_LEN(stack_times); i++)
		node_put_int(a, n, stack_times[i].key,
			     *(const int64_t *)(const void *)((const char *)s +
							      stack_times[i].offset));
	node_put_int(a, n, "protected", s->protected);
	put_pairs(a, n, "parameters", &s->parameters);
	put_pairs(a, n, "outputs", &s->outputs);
	put_pairs(a, n, "tags", &s->tags);
	if (s->n_resources + s->n_events > 0)
		put_details(a, n, s);
	return arena_ok(a);
}

static void get_details(const struct node *from, struct stack *s)
{
	const struct node *list = node_get(from, "resources");

	for (const struct node *n = node_first(list);
	     n != NULL && s->n_resources < LIMIT_RESOURCES; n = n->next) {
		struct stack_resource *r =
			VEC_PUSH(s->resources, s->n_resources, s->cap_resources);

		get_texts(n, r, resource_texts, ARRAY_LEN(resource_texts));
		r->changed_sec = node_int(n, "changed_sec", 0);
	}
	list = node_get(from, "events");
	for (const struct node *n = node_first(list);
	     n != NULL && s->n_events < LIMIT_EVENTS; n = n->next) {
		struct stack_event *e = VEC_PUSH(s->events, s->n_events, s->cap_events);

		get_texts(n, e, event_texts, ARRAY_LEN(event_texts));
		e->at_sec = node_int(n, "at_sec", 0);
		e->of_stack = node_int(n, "of_stack", 0) != 0;
		e->first_cause = node_int(n, "first_cause", 0) != 0;
	}
	s->resources_cut = node_int(from, "resources_cut", 0) != 0;
	s->events_cut = node_int(from, "events_cut", 0) != 0;
}

bool stack_from_node(const struct node *n, struct stack *ret)
{
	const char *id = node_text(n, "id", "");
	struct stack s = { 0 };

	if (text_empty(id) || text_empty(node_text(n, "name", "")) ||
	    text_empty(node_text(n, "status", "")))
		return false;
	s.id = mem_text(id);
	get_texts(n, &s, stack_texts, ARRAY_LEN(stack_texts));
	for (size_t i = 0; i < ARRAY_LEN(stack_times); i++)
		*(int64_t *)(void *)((char *)&s + stack_times[i].offset) =
			node_int(n, stack_times[i].key, 0);
	s.protected = node_int(n, "protected", 0) != 0;
	get_pairs(n, "parameters", &s.parameters);
	get_pairs(n, "outputs", &s.outputs);
	get_pairs(n, "tags", &s.tags);
	get_details(n, &s);
	*ret = s;
	return true;
}

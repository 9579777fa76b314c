/*
 * Any XML as answers of CloudFormation, any JSON as a cache: what enters the model is
 * safe to show and bounded, and has a verdict with a sentence.
 */
#include <string.h>

#include "core/base/utf8.h"
#include "core/tree/json.h"
#include "core/tree/xml.h"
#include "core/watch/health.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	bug_unless(text && utf8_valid(str_of(text)) && strlen(text) <= LIMIT_TEXT);
	for (; *text; text++)
		bug_unless((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void check_pairs(const struct stack_pairs *l)
{
	for (size_t i = 0; i < l->n; i++) {
		check_text(l->items[i].key);
		check_text(l->items[i].value);
	}
}

static void check_stack(struct stack *s)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct verdict v;

	stack_finish_events(s);
	check_text(s->arn);
	check_text(s->name);
	check_text(s->status);
	check_text(s->reason);
	check_text(s->version);
	check_pairs(&s->parameters);
	check_pairs(&s->outputs);
	check_pairs(&s->tags);
	for (size_t i = 0; i < s->n_resources; i++)
		check_text(s->resources[i].reason);
	for (size_t i = 0; i < s->n_events; i++)
		check_text(s->events[i].reason);
	bug_unless(s->n_resources <= LIMIT_RESOURCES && s->n_events <= LIMIT_EVENTS);
	health_stack(s, 1795413600, &v);
	check_text(v.reason);
	check_text(v.subject);
	bug_unless(v.reason[0] && health_rule_find(v.rule));
	(void)stack_to_node(&arena, node_list(&arena), s);
}

static void read_xml(const struct node *root)
{
	for (const struct node *n = node_first(root); n; n = n->next) {
		struct stack s;

		(void)stack_matches(n, "acme-*, tag:team=*");
		if (!stack_decode(n, &s))
			continue;
		(void)stack_add_resources(&s, root);
		(void)stack_add_events(&s, root);
		check_stack(&s);
		stack_release(&s);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	struct stack s;

	if (size > 0 && data[0] == '<') {
		if (xml_parse(text, &arena, &root, &err))
			read_xml(root);
		return 0;
	}
	if (!json_parse(text, &arena, &root, &err) || !stack_from_node(root, &s))
		return 0;
	check_stack(&s);
	stack_release(&s);
	return 0;
}

/* Any bytes as an answer in XML. */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/tree/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static size_t count(const struct node *n, unsigned depth)
{
	size_t sum = 1;
	bug_unless(n->name && depth <= LIMIT_XML_DEPTH);
	bug_unless(n->kind == NODE_TEXT || n->kind == NODE_OBJECT);
	bug_unless((n->kind == NODE_OBJECT) == (n->first != NULL));
	bug_unless(n->text.p[n->text.len] == '\0' && utf8_valid(n->text));
	for (const struct node *c = n->first; c; c = c->next)
		sum += count(c, depth + 1);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	struct node *root = NULL;
	struct str text = { (const char *)data, len };
	if (xml_parse(text, &a, &root, &err))
		bug_unless(count(root, 1) <= LIMIT_XML_NODES);
	else
		bug_unless(!root && err.code != ERR_NONE &&
			   utf8_valid(str_of(err.text)));
	return 0;
}

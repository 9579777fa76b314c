/* core/tree/node.c: building trees and looking into them. */
#include "core/tree/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROOM ((size_t)64 * 1024)

static void builds_objects_and_lists(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(ROOM);
	struct node *root = node_object(&a);
	node_put_text(&a, root, "name", "acme");
	node_put_text(&a, root, "absent", NULL);
	node_put_str(&a, root, "cut", (struct str){ "abcdef", 3 });
	node_put_int(&a, root, "n", -5);
	node_put_bool(&a, root, "yes", true);
	struct node *list = node_put(&a, root, "list", NODE_LIST);
	node_add_text(&a, list, "one");
	struct node *inner = node_add(&a, list, NODE_OBJECT);
	node_put_int(&a, inner, "deep", 7);
	assert_true(arena_ok(&a));

	assert_int_equal(root->n_children, 5);
	assert_string_equal(node_text(root, "name", "?"), "acme");
	assert_string_equal(node_text(root, "cut", "?"), "abc");
	assert_string_equal(node_text(root, "absent", "?"), "?");
	assert_int_equal(node_int(root, "n", 0), -5);
	assert_int_equal(node_get(root, "yes")->kind, NODE_BOOL);
	assert_int_equal(node_get(root, "yes")->number, 1);
	const struct node *first = node_first(node_get(root, "list"));
	assert_string_equal(first->text.p, "one");
	assert_null(first->name);
	assert_int_equal(node_int(first->next, "deep", 0), 7);
	assert_null(first->next->next);
	assert_ptr_equal(list->last, inner);
}

static void copies_names_and_texts(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(ROOM);
	struct node *root = node_object(&a);
	char name[] = "name";
	char text[] = "text";
	node_put_text(&a, root, name, text);
	memset(name, 0, sizeof(name));
	memset(text, 0, sizeof(text));
	assert_string_equal(node_text(root, "name", "?"), "text");
}

static void follows_paths(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(ROOM);
	struct node *root = node_object(&a);
	struct node *drift = node_put(&a, root, "DriftInformation", NODE_OBJECT);
	node_put_text(&a, drift, "StackDriftStatus", "IN_SYNC");
	node_put_text(&a, drift, "StackDriftStatus", "second");
	node_put_text(&a, root, "Count", "12");
	node_put_text(&a, root, "Word", "12x");
	node_put(&a, root, "Real", NODE_REAL);

	assert_string_equal(node_text(root, "DriftInformation.StackDriftStatus", "?"),
			    "IN_SYNC");
	assert_ptr_equal(node_at(root, ""), root);
	assert_null(node_at(root, "DriftInformation.None"));
	assert_null(node_at(root, "DriftInformation.StackDriftStatus.x"));
	assert_null(node_at(root, "Drift"));
	assert_null(node_at(root, "."));
	assert_null(node_at(NULL, "a"));
	assert_null(node_get(NULL, "a"));
	assert_null(node_first(NULL));
	assert_string_equal(node_text(root, "DriftInformation", "?"), "?");
	assert_null(node_text(root, "None", NULL));
	assert_int_equal(node_int(root, "Count", -1), 12);
	assert_int_equal(node_int(root, "Word", -1), -1);
	assert_int_equal(node_int(root, "Real", -1), -1);
	assert_int_equal(node_int(root, "None", -1), -1);
}

static void passes_a_missing_parent_through(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(ROOM);
	assert_null(node_put(&a, NULL, "a", NODE_OBJECT));
	assert_null(node_put_text(&a, NULL, "a", "b"));
	assert_null(node_put_int(&a, NULL, "a", 1));
	assert_null(node_put_bool(&a, NULL, "a", true));
	assert_null(node_add_text(&a, NULL, "b"));
}

static void says_at_the_end_that_something_did_not_fit(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(1000);
	struct node *root = node_object(&a);
	for (int i = 0; i < 100; i++)
		node_put_text(&a, root, "name", "text");
	assert_false(arena_ok(&a));
	assert_null(node_object(&a));
	/* What is there is whole. */
	size_t n = 0;
	for (const struct node *c = node_first(root); c; c = c->next, n++) {
		assert_string_equal(c->name, "name");
		assert_string_equal(c->text.p, "text");
	}
	assert_int_equal(n, root->n_children);
	assert_true(n > 0 && n < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_objects_and_lists),
		cmocka_unit_test(copies_names_and_texts),
		cmocka_unit_test(follows_paths),
		cmocka_unit_test(passes_a_missing_parent_through),
		cmocka_unit_test(says_at_the_end_that_something_did_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

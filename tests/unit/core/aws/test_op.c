/* core/aws/op.c and the rows: what must hold for each of them. */
#include "core/aws/op.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"

static size_t count_rows(void)
{
	size_t n = 0;

	while (op_all[n])
		n++;
	return n;
}

static void every_row_is_complete_and_no_other_row_is_the_same(void **state)
{
	(void)state;
	assert_true(count_rows() >= 5);
	for (size_t i = 0; op_all[i]; i++) {
		const struct op *op = op_all[i];
		assert_non_null(op->service);
		assert_non_null(op->service->version);
		size_t len = strlen(op->service->id);
		assert_memory_equal(op->id, op->service->id, len);
		assert_int_equal(op->id[len], ':');
		/* IAM has one action for what several operations do: never the same
		 * operation twice */
		for (size_t k = i + 1; op_all[k]; k++)
			assert_false(text_eq(op->id, op_all[k]->id) &&
				     text_eq(op->name, op_all[k]->name));
	}
}

static bool has_param(const struct op *op, const char *name)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++) {
		if (text_eq(op->params[i].name, name))
			return true;
	}
	return false;
}

static void a_row_with_pages_takes_its_token(void **state)
{
	(void)state;
	for (size_t i = 0; op_all[i]; i++) {
		const struct op *op = op_all[i];
		assert_int_equal(op->next_out == NULL, op->next_in == NULL);
		if (op->next_in) {
			assert_non_null(op->rows);
			assert_true(has_param(op, op->next_in));
		}
	}
}

static void parameters_of_a_row_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; op_all[i]; i++) {
		const struct op_param *p = op_all[i]->params;
		for (size_t a = 0; a < OP_PARAMS && p[a].name; a++) {
			for (size_t b = a + 1; b < OP_PARAMS && p[b].name; b++)
				assert_string_not_equal(p[a].name, p[b].name);
		}
	}
}

static void names_effects_and_their_classes(void **state)
{
	static const struct {
		enum effect effect;
		const char *name, *class;
	} rows[] = {
		{ EFFECT_READ, "read", "meta" },
		{ EFFECT_DISCLOSE, "disclose", "data" },
		{ EFFECT_WRITE, "write", "write" },
		{ EFFECT_DESTROY, "destroy", "write" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_string_equal(effect_name(rows[i].effect), rows[i].name);
		assert_string_equal(effect_class(rows[i].effect), rows[i].class);
	}
}

static void what_sts_does_is_meta(void **state)
{
	(void)state;
	assert_string_equal(effect_class(op_sts_assume_role.effect), "meta");
	assert_string_equal(effect_class(op_sts_get_caller_identity.effect), "meta");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_complete_and_no_other_row_is_the_same),
		cmocka_unit_test(a_row_with_pages_takes_its_token),
		cmocka_unit_test(parameters_of_a_row_are_unique),
		cmocka_unit_test(names_effects_and_their_classes),
		cmocka_unit_test(what_sts_does_is_meta),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

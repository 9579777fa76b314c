/* core/journal/merkle: RFC 6962 trees, roots and proofs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/journal/merkle.h"

#define SIZES 130

/* Leaves and roots of the reference tests of Certificate Transparency. */
static const char *const vector_leaves[] = {
	"",
	"00",
	"10",
	"2021",
	"3031",
	"40414243",
	"5051525354555657",
	"606162636465666768696a6b6c6d6e6f",
};
static const char *const vector_roots[] = {
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

/* A tree in memory: leaf hashes, complete nodes and the root at each size. */
struct tree {
	struct sha256 nodes[9][SIZES];
	struct sha256 roots[SIZES + 1];
	struct merkle_edge edges[SIZES + 1];
	int64_t have[9];
};

static struct sha256 leaf_at(int64_t i)
{
	char byte = (char)i;
	return merkle_leaf((struct str){ &byte, 1 });
}

static struct tree *grow(void)
{
	struct tree *t = test_calloc(1, sizeof(*t));
	struct merkle_edge e = { 0 };
	struct merkle_made made[MERKLE_LEVELS];
	t->roots[0] = merkle_edge_root(&e);
	for (int64_t i = 0; i < SIZES; i++) {
		t->nodes[0][i] = leaf_at(i);
		int n = merkle_edge_add(&e, &t->nodes[0][i], made);
		for (int k = 0; k < n; k++) {
			assert_int_equal(made[k].level, k + 1);
			assert_int_equal(made[k].idx, t->have[k + 1]++);
			t->nodes[k + 1][made[k].idx] = made[k].hash;
		}
		t->have[0]++;
		t->roots[i + 1] = merkle_edge_root(&e);
		t->edges[i + 1] = e;
	}
	return t;
}

static bool read_node(void *ctx, int level, int64_t idx, struct sha256 *ret,
		      struct err *err)
{
	const struct tree *t = ctx;
	if (level > 8 || idx >= t->have[level])
		return err_set(err, ERR_JOURNAL, "not there");
	*ret = t->nodes[level][idx];
	return true;
}

/* MTH as the RFC writes it, without any cleverness. */
static struct sha256 plain_root(const struct tree *t, int64_t lo, int64_t n)
{
	int64_t k = 1;
	if (n == 0)
		return merkle_empty();
	if (n == 1)
		return t->nodes[0][lo];
	while (k * 2 < n)
		k *= 2;
	struct sha256 left = plain_root(t, lo, k);
	struct sha256 right = plain_root(t, lo + k, n - k);
	return merkle_node(&left, &right);
}

static void gives_the_roots_of_the_reference_vectors(void **state)
{
	(void)state;
	struct merkle_edge e = { 0 };
	char hex[SHA256_HEX_LEN + 1];
	for (size_t i = 0; i < ARRAY_LEN(vector_leaves); i++) {
		char bytes[16];
		struct str text = str_of(vector_leaves[i]);
		assert_true(hex_decode(text, bytes, text.len / 2));
		struct sha256 h = merkle_leaf((struct str){ bytes, text.len / 2 });
		(void)merkle_edge_add(&e, &h, NULL);
		struct sha256 root = merkle_edge_root(&e);
		sha256_hex(&root, hex);
		assert_string_equal(hex, vector_roots[i]);
	}
}

static void the_empty_tree_has_the_hash_of_nothing(void **state)
{
	(void)state;
	struct sha256 h = merkle_empty();
	char hex[SHA256_HEX_LEN + 1];
	sha256_hex(&h, hex);
	assert_string_equal(
		hex,
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void growing_gives_the_same_root_as_the_definition(void **state)
{
	(void)state;
	struct tree *t = grow();
	for (int64_t n = 0; n <= SIZES; n++) {
		struct sha256 root = plain_root(t, 0, n);
		assert_memory_equal(root.b, t->roots[n].b, SHA256_LEN);
	}
	test_free(t);
}

static void the_edge_is_loaded_again_from_stored_nodes(void **state)
{
	(void)state;
	struct tree *t = grow();
	struct merkle_store store = { read_node, t };
	for (int64_t n = 0; n <= SIZES; n++) {
		struct merkle_edge e;
		assert_true(merkle_edge_load(&e, n, &store, NULL));
		struct sha256 root = merkle_edge_root(&e);
		assert_memory_equal(root.b, t->roots[n].b, SHA256_LEN);
		assert_int_equal(e.size, n);
	}
	struct merkle_edge e;
	struct err err = ERR_INIT;
	assert_false(merkle_edge_load(&e, SIZES * 2, &store, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	test_free(t);
}

static void every_inclusion_proof_verifies_and_no_other(void **state)
{
	(void)state;
	struct tree *t = grow();
	struct merkle_store store = { read_node, t };
	for (int64_t n = 1; n <= SIZES; n++) {
		for (int64_t i = 0; i < n; i++) {
			struct merkle_proof p;
			struct sha256 leaf = leaf_at(i);
			struct sha256 other = leaf_at(i + 1);
			assert_true(merkle_prove_inclusion(&p, i, n, &store, NULL));
			assert_true(
				merkle_check_inclusion(&p, &leaf, i, n, &t->roots[n]));
			assert_false(
				merkle_check_inclusion(&p, &other, i, n, &t->roots[n]));
			assert_false(merkle_check_inclusion(&p, &leaf, i, n,
							    &t->roots[n - 1]));
			if (n > 1)
				assert_false(merkle_check_inclusion(
					&p, &leaf, (i + 1) % n, n, &t->roots[n]));
			if (p.n == 0)
				continue;
			p.h[p.n - 1].b[0] ^= 1;
			assert_false(
				merkle_check_inclusion(&p, &leaf, i, n, &t->roots[n]));
			p.n--;
			assert_false(
				merkle_check_inclusion(&p, &leaf, i, n, &t->roots[n]));
		}
	}
	test_free(t);
}

static void every_consistency_proof_verifies_and_no_other(void **state)
{
	(void)state;
	struct tree *t = grow();
	struct merkle_store store = { read_node, t };
	for (int64_t to = 1; to <= SIZES; to++) {
		for (int64_t from = 1; from <= to; from++) {
			struct merkle_proof p;
			assert_true(
				merkle_prove_consistency(&p, from, to, &store, NULL));
			assert_true(merkle_check_consistency(&p, from, &t->roots[from],
							     to, &t->roots[to]));
			assert_false(merkle_check_consistency(
				&p, from, &t->roots[from - 1], to, &t->roots[to]));
			assert_false(merkle_check_consistency(&p, from, &t->roots[from],
							      to, &t->roots[to - 1]));
			if (p.n == 0)
				continue;
			p.h[0].b[0] ^= 1;
			assert_false(merkle_check_consistency(&p, from, &t->roots[from],
							      to, &t->roots[to]));
			p.h[0].b[0] ^= 1;
			p.n--;
			assert_false(merkle_check_consistency(&p, from, &t->roots[from],
							      to, &t->roots[to]));
		}
	}
	test_free(t);
}

static void refuses_proofs_that_make_no_sense(void **state)
{
	(void)state;
	struct tree *t = grow();
	struct merkle_store store = { read_node, t };
	struct merkle_proof p = { .n = 0 };
	assert_false(merkle_prove_inclusion(&p, 5, 5, &store, NULL));
	assert_false(merkle_prove_inclusion(&p, -1, 5, &store, NULL));
	assert_false(merkle_prove_consistency(&p, 0, 5, &store, NULL));
	assert_false(merkle_prove_consistency(&p, 6, 5, &store, NULL));
	assert_false(merkle_check_inclusion(&p, &t->roots[1], 1, 1, &t->roots[1]));
	assert_false(merkle_check_consistency(&p, 0, &t->roots[0], 3, &t->roots[3]));
	assert_false(merkle_check_consistency(&p, 2, &t->roots[2], 3, &t->roots[3]));
	p.n = MERKLE_PROOF_MAX + 1;
	assert_false(merkle_check_inclusion(&p, &t->roots[1], 0, 1, &t->roots[1]));
	assert_false(merkle_check_consistency(&p, 1, &t->roots[1], 3, &t->roots[3]));
	test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_roots_of_the_reference_vectors),
		cmocka_unit_test(the_empty_tree_has_the_hash_of_nothing),
		cmocka_unit_test(growing_gives_the_same_root_as_the_definition),
		cmocka_unit_test(the_edge_is_loaded_again_from_stored_nodes),
		cmocka_unit_test(every_inclusion_proof_verifies_and_no_other),
		cmocka_unit_test(every_consistency_proof_verifies_and_no_other),
		cmocka_unit_test(refuses_proofs_that_make_no_sense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

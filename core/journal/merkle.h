/*
 * The Merkle tree over a log: leaf and node hashes, the right edge that grows with each
 * entry, roots, inclusion and consistency proofs.
 *
 * Source: RFC 6962 section 2.1; verification as in RFC 9162 2.1.3.2 and 2.1.4.2.
 */
#ifndef CORE_JOURNAL_MERKLE_H
#define CORE_JOURNAL_MERKLE_H

#include "core/base/err.h"
#include "core/base/sha.h"

#define MERKLE_LEVELS    63
#define MERKLE_PROOF_MAX 64

/* SHA-256(0x00 || leaf) and SHA-256(0x01 || left || right). */
struct sha256 merkle_leaf(struct str leaf);
struct sha256 merkle_node(const struct sha256 *left, const struct sha256 *right);
/* Root of the tree with no leaves: SHA-256(""). */
struct sha256 merkle_empty(void);

/*
 * The right edge of a tree of `size` leaves: for each bit k set in size, h[k] is the
 * root of the complete subtree of 2^k leaves that this bit stands for.  All zero is the
 * empty tree.
 */
struct merkle_edge {
	int64_t size;
	struct sha256 h[MERKLE_LEVELS];
};

/* A node that an append completed: level >= 1, index from the left on that level. */
struct merkle_made {
	int level;
	int64_t idx;
	struct sha256 hash;
};

/*
 * Add one leaf hash.
 *
 * made     gets the nodes that are complete now, lowest first; room for MERKLE_LEVELS,
 *          or NULL
 * Returns  how many nodes were completed.
 */
int merkle_edge_add(struct merkle_edge *e, const struct sha256 *leaf,
		    struct merkle_made *made);
struct sha256 merkle_edge_root(const struct merkle_edge *e);

/*
 * Reads a stored hash: level 0 are leaf hashes, above it complete nodes.
 * Returns  false with err set when it is not there.
 */
struct merkle_store {
	bool (*read)(void *ctx, int level, int64_t idx, struct sha256 *ret,
		     struct err *err);
	void *ctx;
};

/* The right edge of the first `size` leaves, one read for each bit of size. */
bool merkle_edge_load(struct merkle_edge *ret, int64_t size,
		      const struct merkle_store *store, struct err *err) MUST_USE;

struct merkle_proof {
	struct sha256 h[MERKLE_PROOF_MAX];
	size_t n;
};

/*
 * Proof that leaf idx stands in the tree of `size` leaves (leaf's sibling first), and
 * that the tree of `from` leaves is a beginning of the one of `to`.
 *
 * Errors   ERR_ARG idx >= size, or from > to or from < 1; those of the store.
 */
bool merkle_prove_inclusion(struct merkle_proof *ret, int64_t idx, int64_t size,
			    const struct merkle_store *store, struct err *err) MUST_USE;
bool merkle_prove_consistency(struct merkle_proof *ret, int64_t from, int64_t to,
			      const struct merkle_store *store,
			      struct err *err) MUST_USE;

/* What was proved, to be checked against what is known. */
bool merkle_check_inclusion(const struct merkle_proof *p, const struct sha256 *leaf,
			    int64_t idx, int64_t size,
			    const struct sha256 *root) MUST_USE;
bool merkle_check_consistency(const struct merkle_proof *p, int64_t from,
			      const struct sha256 *from_root, int64_t to,
			      const struct sha256 *to_root) MUST_USE;

#endif

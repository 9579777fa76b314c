/*
 * The Merkle tree of RFC 6962: split at the largest power of two below the size, which
 * is the same as pairing level by level where an odd last node goes up unchanged.
 *
 * Always true: an edge of size n holds exactly one hash for each bit of n; nodes are
 * only ever stored once they are complete, so a stored node never changes.
 */
#include "core/journal/merkle.h"

#include <string.h>

struct sha256 merkle_leaf(struct str leaf)
{
	return sha256_prefixed(0x00, leaf, (struct str){ 0 });
}

struct sha256 merkle_node(const struct sha256 *left, const struct sha256 *right)
{
	struct str l = { (const char *)left->b, SHA256_LEN };
	struct str r = { (const char *)right->b, SHA256_LEN };
	return sha256_prefixed(0x01, l, r);
}

struct sha256 merkle_empty(void)
{
	return sha256_of((struct str){ "", 0 });
}

int merkle_edge_add(struct merkle_edge *e, const struct sha256 *leaf,
		    struct merkle_made *made)
{
	struct sha256 h = *leaf;
	int level = 0;
	for (; (e->size >> level) & 1; level++) {
		h = merkle_node(&e->h[level], &h);
		if (made)
			made[level] = (struct merkle_made){
				.level = level + 1,
				.idx = e->size >> (level + 1),
				.hash = h,
			};
	}
	e->h[level] = h;
	e->size++;
	return level;
}

struct sha256 merkle_edge_root(const struct merkle_edge *e)
{
	struct sha256 root;
	bool any = false;
	for (int level = 0; level < MERKLE_LEVELS; level++) {
		if (!((e->size >> level) & 1))
			continue;
		root = any ? merkle_node(&e->h[level], &root) : e->h[level];
		any = true;
	}
	return any ? root : merkle_empty();
}

bool merkle_edge_load(struct merkle_edge *ret, int64_t size,
		      const struct merkle_store *store, struct err *err)
{
	struct merkle_edge e = { .size = size };
	for (int level = 0; level < MERKLE_LEVELS; level++) {
		if (!((size >> level) & 1))
			continue;
		if (!store->read(store->ctx, level, (size >> level) - 1, &e.h[level],
				 err))
			return false;
	}
	*ret = e;
	return true;
}

/* Largest power of two below n, for n >= 2. */
static int64_t split_of(int64_t n)
{
	int64_t k = 1;
	while (k < n - k)
		k <<= 1;
	return k;
}

static int log2_of(int64_t power)
{
	int level = 0;
	while ((INT64_C(1) << level) < power)
		level++;
	return level;
}

/*
 * Root of the leaves [lo, lo+n): lo is a multiple of a power of two not below n, so the
 * range is a chain of complete subtrees, each one stored hash.
 */
static bool range_root(int64_t lo, int64_t n, const struct merkle_store *store,
		       struct sha256 *ret, struct err *err)
{
	struct sha256 parts[MERKLE_LEVELS];
	int count = 0;
	do {
		int64_t k = (n & (n - 1)) == 0 ? n : split_of(n);
		int level = log2_of(k);
		if (!store->read(store->ctx, level, lo >> level, &parts[count], err))
			return false;
		count++;
		lo += k;
		n -= k;
	} while (n > 0);
	struct sha256 root = parts[--count];
	while (count-- > 0)
		root = merkle_node(&parts[count], &root);
	*ret = root;
	return true;
}

static void reverse(struct merkle_proof *p)
{
	for (size_t i = 0; i < p->n / 2; i++) {
		struct sha256 h = p->h[i];
		p->h[i] = p->h[p->n - 1 - i];
		p->h[p->n - 1 - i] = h;
	}
}

/* RFC 6962 2.1.1: PATH(m, D[n]), walked from the root, so turned round at the end. */
bool merkle_prove_inclusion(struct merkle_proof *ret, int64_t idx, int64_t size,
			    const struct merkle_store *store, struct err *err)
{
	struct merkle_proof p = { .n = 0 };
	int64_t lo = 0;
	int64_t n = size;
	if (idx < 0 || idx >= size)
		return err_set(err, ERR_ARG, "entry %lld is not in a tree of %lld",
			       (long long)idx, (long long)size);
	while (n > 1) {
		int64_t k = split_of(n);
		bool left = idx - lo < k;
		int64_t from = left ? lo + k : lo;
		if (!range_root(from, left ? n - k : k, store, &p.h[p.n], err))
			return false;
		p.n++;
		lo = left ? lo : lo + k;
		n = left ? k : n - k;
	}
	reverse(&p);
	*ret = p;
	return true;
}

/* RFC 6962 2.1.2: SUBPROOF(m, D[n], b), walked from the root, turned round at the end.
 */
bool merkle_prove_consistency(struct merkle_proof *ret, int64_t from, int64_t to,
			      const struct merkle_store *store, struct err *err)
{
	struct merkle_proof p = { .n = 0 };
	int64_t lo = 0;
	int64_t m = from;
	int64_t n = to;
	bool whole = true; /* b: the old tree is the whole of what is on the left */
	if (from < 1 || from > to)
		return err_set(err, ERR_ARG, "no proof from size %lld to %lld",
			       (long long)from, (long long)to);
	while (m < n) {
		int64_t k = split_of(n);
		bool left = m <= k;
		int64_t at = left ? lo + k : lo;
		if (!range_root(at, left ? n - k : k, store, &p.h[p.n], err))
			return false;
		p.n++;
		whole = whole && left;
		lo = left ? lo : lo + k;
		m = left ? m : m - k;
		n = left ? k : n - k;
	}
	if (!whole) {
		if (!range_root(lo, m, store, &p.h[p.n], err))
			return false;
		p.n++;
	}
	reverse(&p);
	*ret = p;
	return true;
}

/* RFC 9162 2.1.3.2. */
bool merkle_check_inclusion(const struct merkle_proof *p, const struct sha256 *leaf,
			    int64_t idx, int64_t size, const struct sha256 *root)
{
	if (idx < 0 || idx >= size || p->n > MERKLE_PROOF_MAX)
		return false;
	int64_t fn = idx;
	int64_t sn = size - 1;
	struct sha256 r = *leaf;
	for (size_t i = 0; i < p->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = merkle_node(&p->h[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = merkle_node(&r, &p->h[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && sha256_eq(&r, root);
}

/* RFC 9162 2.1.4.2, steps 3 to 7; first is the hash that stands for the old tree. */
static bool walk_consistency(const struct merkle_proof *p, size_t i,
			     const struct sha256 *first, int64_t from,
			     const struct sha256 roots[2], int64_t to)
{
	int64_t fn = from - 1;
	int64_t sn = to - 1;
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	struct sha256 fr = *first;
	struct sha256 sr = *first;
	for (; i < p->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = merkle_node(&p->h[i], &fr);
			sr = merkle_node(&p->h[i], &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = merkle_node(&sr, &p->h[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && sha256_eq(&fr, &roots[0]) && sha256_eq(&sr, &roots[1]);
}

bool merkle_check_consistency(const struct merkle_proof *p, int64_t from,
			      const struct sha256 *from_root, int64_t to,
			      const struct sha256 *to_root)
{
	if (from < 1 || from > to || p->n > MERKLE_PROOF_MAX)
		return false;
	if (from == to)
		return p->n == 0 && sha256_eq(from_root, to_root);
	if (p->n == 0)
		return false;
	struct sha256 roots[2] = { *from_root, *to_root };
	bool power =
		(from & (from - 1)) == 0; /* then the old root itself is the start */
	return power ? walk_consistency(p, 0, from_root, from, roots, to)
		     : walk_consistency(p, 1, &p->h[0], from, roots, to);
}

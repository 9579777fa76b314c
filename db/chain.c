/*
 * The checker of one log.
 *
 * Always true: an entry counts as checked only when its form, its place, its link to
 * the one before, its stored hash and every node it completes agree; the first thing
 * that is wrong ends the check and is what the verdict names; the file is only read.
 */
#include "db/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/journal/checkpoint.h"
#include "core/journal/merkle.h"
#include "db/sql.h"

#define PAGE       64 /* nodes of one level read at once */
#define LOOK_EVERY 32 /* entries between two looks at the clock */

#define CHAIN_STATEMENTS(X)                                                            \
	X(ENTRIES, "SELECT seq, leaf, hash FROM entry"                                 \
		   " WHERE log = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq")          \
	X(HASH, "SELECT hash FROM entry WHERE log = ?1 AND seq = ?2")                  \
	X(GENESIS, "SELECT leaf FROM entry WHERE log = ?1 AND seq = 0")                \
	X(NODE, "SELECT hash FROM node WHERE log = ?1 AND level = ?2 AND idx = ?3")    \
	X(NODES, "SELECT idx, hash FROM node"                                          \
		 " WHERE log = ?1 AND level = ?2 AND idx >= ?3 ORDER BY idx LIMIT 64") \
	X(NODE_COUNT, "SELECT count(*) FROM node WHERE log = ?1")                      \
	X(NOTE, "SELECT size, note FROM checkpoint WHERE log = ?1 AND size > ?2"       \
		" ORDER BY size LIMIT 1")                                              \
	X(BEYOND, "SELECT max(size) FROM checkpoint WHERE log = ?1 HAVING max(size) >" \
		  " (SELECT ifnull(max(seq), -1) + 1 FROM entry WHERE log = ?1)")

#define CHAIN_STATEMENT_ENUM(id, sql) STMT_##id,
enum chain_statement {
	CHAIN_STATEMENTS(CHAIN_STATEMENT_ENUM) STMT_COUNT
};
#define CHAIN_STATEMENT_SQL(id, sql) [STMT_##id] = (sql),
static const char *const statements[] = { CHAIN_STATEMENTS(CHAIN_STATEMENT_SQL) };

#define CHAIN_FAULT_NAME(id, text) [CHAIN_##id] = (text),
static const char *const fault_texts[] = { CHAIN_FAULTS(CHAIN_FAULT_NAME) };

/* Stored nodes of one level, read ahead. */
struct level {
	int64_t first; /* index of h[0] */
	int n;
	struct sha256 h[PAGE];
};

struct chain {
	struct chain_spec spec;
	sqlite3_stmt *stmt[STMT_COUNT];
	struct leaf_tag tag;
	struct note_key key;
	bool have_key;
	struct merkle_edge edge; /* of what was checked; size is the next seq */
	char prev[SHA256_HEX_LEN + 1];
	struct sha256 last; /* hash of the entry before, as prev */
	struct level *levels[MERKLE_LEVELS];
	int64_t note_size; /* next checkpoint's size; INT64_MAX: no more */
	struct buf note;
	struct chain_verdict verdict;
	bool unreadable; /* the last stored hash could not be read: no fault of it */
};

const char *chain_fault_text(enum chain_fault f)
{
	bug_unless((unsigned)f < CHAIN_FAULT_COUNT);
	return fault_texts[f];
}

const struct chain_verdict *chain_verdict(const struct chain *c)
{
	return &c->verdict;
}

int64_t chain_at(const struct chain *c)
{
	return c->edge.size;
}

const struct note_key *chain_key(const struct chain *c)
{
	return &c->key;
}

void chain_blame(struct chain *c, enum chain_fault fault, int64_t seq, const char *why)
{
	if (c->verdict.fault != CHAIN_NONE)
		return;
	c->verdict.fault = fault;
	c->verdict.seq = seq;
	if (seq >= 0)
		(void)snprintf(c->verdict.why, sizeof(c->verdict.why), "#%lld: %s: %s",
			       (long long)seq, fault_texts[fault], why);
	else
		(void)snprintf(c->verdict.why, sizeof(c->verdict.why), "%s: %s",
			       fault_texts[fault], why);
}

static bool unreadable(struct chain *c, int rc, struct err *err)
{
	return sql_fail(err, c->spec.db, c->spec.path, rc);
}

static bool read_stored(void *ctx, int level, int64_t idx, struct sha256 *ret,
			struct err *err)
{
	struct chain *c = ctx;
	int rc = sql_tree_hash(c->stmt[STMT_HASH], c->stmt[STMT_NODE], c->spec.row,
			       level, idx, ret);
	if (rc == SQLITE_ROW)
		return true;
	c->unreadable = rc != SQLITE_DONE;
	if (c->unreadable)
		return unreadable(c, rc, err);
	return err_set(err, ERR_PARSE, "a hash of log %s is missing", c->spec.origin);
}

/* Genesis says which log this is and which key signs it. */
static bool take_genesis(struct chain *c, const struct leaf *leaf)
{
	AUTO(buf) origin = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) vkey = BUF_INIT(LIMIT_KIB(4));
	if (!str_is(leaf->kind, "genesis") ||
	    !leaf_string(leaf_member(leaf->data, "origin"), &origin) ||
	    !leaf_string(leaf_member(leaf->data, "vkey"), &vkey) ||
	    !text_eq(buf_text(&origin), c->spec.origin) ||
	    !note_key_parse(buf_str(&vkey), &c->key, NULL) ||
	    !text_eq(c->key.name, c->spec.origin)) {
		chain_blame(c, CHAIN_GENESIS, 0, c->spec.origin);
		return false;
	}
	c->have_key = true;
	return true;
}

static bool load_genesis(struct chain *c, struct sha256 *ret_hash, struct err *err)
{
	sqlite3_stmt *s = c->stmt[STMT_GENESIS];
	struct leaf leaf;
	sql_bind_int(s, 1, c->spec.row);
	int rc = sqlite3_step(s);
	*ret_hash = merkle_leaf(sql_blob(s, 0));
	if (rc == SQLITE_ROW && leaf_scan(sql_blob(s, 0), &leaf, NULL))
		(void)take_genesis(c, &leaf); /* what is wrong is in the verdict */
	else
		chain_blame(c, CHAIN_GENESIS, 0, "it is not there or not readable");
	sql_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || unreadable(c, rc, err);
}

static bool next_note(struct chain *c, int64_t after, struct err *err)
{
	sqlite3_stmt *s = c->stmt[STMT_NOTE];
	sql_bind_int(s, 1, c->spec.row);
	sql_bind_int(s, 2, after);
	int rc = sqlite3_step(s);
	c->note_size = INT64_MAX;
	buf_clear(&c->note);
	if (rc == SQLITE_ROW) {
		c->note_size = sqlite3_column_int64(s, 0);
		buf_add_str(&c->note, sql_text(s, 1));
	}
	sql_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || unreadable(c, rc, err);
}

/* That these bytes are the first leaf of the tree left of the start: its key is what
 * all signatures are checked with. */
static bool prove_genesis(struct chain *c, const struct sha256 *hash,
			  const struct merkle_store *store, struct err *err)
{
	struct merkle_proof proof;
	struct sha256 root = merkle_edge_root(&c->edge);
	struct sha256 stored;
	if (!read_stored(c, 0, 0, &stored, err) ||
	    !merkle_prove_inclusion(&proof, 0, c->spec.from, store, err))
		return false;
	if (!sha256_eq(&stored, hash) ||
	    !merkle_check_inclusion(&proof, hash, 0, c->spec.from, &root))
		chain_blame(c, CHAIN_HASH, 0, "entry or hash was changed");
	return true;
}

/* Start in the middle: what stands left of it is taken from the file, and proved right
 * when the first checkpoint's root agrees. */
static bool load_start(struct chain *c, struct err *err)
{
	struct err why = ERR_INIT;
	struct merkle_store store = { .read = read_stored, .ctx = c };
	struct sha256 genesis;
	if (!load_genesis(c, &genesis, err))
		return false;
	if (c->verdict.fault != CHAIN_NONE)
		return true;
	if (!merkle_edge_load(&c->edge, c->spec.from, &store, &why) ||
	    !read_stored(c, 0, c->spec.from - 1, &c->last, &why) ||
	    !prove_genesis(c, &genesis, &store, &why)) {
		if (c->unreadable)
			return err_set(err, why.code, "%s", why.text);
		chain_blame(c, CHAIN_NODE, c->spec.from - 1, why.text);
		return true;
	}
	sha256_hex(&c->last, c->prev);
	return true;
}

bool chain_new(const struct chain_spec *spec, struct chain **ret, struct err *err)
{
	struct chain *c = mem_new(1, sizeof(*c));
	c->spec = *spec;
	c->tag = leaf_tag_of(str_of(spec->origin));
	c->note = BUF_INIT(LIMIT_NOTE + 1);
	c->verdict.seq = -1;
	memset(c->prev, '0', SHA256_HEX_LEN);
	bool ok = true;
	for (int i = 0; ok && i < STMT_COUNT; i++)
		ok = sql_prepare(spec->db, spec->path, statements[i], &c->stmt[i], err);
	if (ok && spec->from > 0)
		ok = load_start(c, err);
	ok = ok && next_note(c, spec->from, err);
	if (!ok) {
		chain_free(c);
		return false;
	}
	*ret = c;
	return true;
}

void chain_free(struct chain *c)
{
	if (!c)
		return;
	for (int i = 0; i < STMT_COUNT; i++)
		(void)sqlite3_finalize(c->stmt[i]); /* repeats an old code */
	for (int i = 0; i < MERKLE_LEVELS; i++)
		free(c->levels[i]);
	buf_release(&c->note);
	free(c);
}

static bool read_level(struct chain *c, int level, int64_t idx, struct err *err)
{
	if (!c->levels[level])
		c->levels[level] = mem_new(1, sizeof(*c->levels[level]));
	struct level *l = c->levels[level];
	sqlite3_stmt *s = c->stmt[STMT_NODES];
	sql_bind_int(s, 1, c->spec.row);
	sql_bind_int(s, 2, level);
	sql_bind_int(s, 3, idx);
	l->first = idx;
	l->n = 0;
	int rc = sqlite3_step(s);
	while (rc == SQLITE_ROW && l->n < PAGE &&
	       sqlite3_column_int64(s, 0) == idx + l->n &&
	       sql_hash(s, 1, &l->h[l->n])) {
		l->n++;
		rc = sqlite3_step(s);
	}
	sql_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || unreadable(c, rc, err);
}

static bool check_node(struct chain *c, const struct merkle_made *m, int64_t seq,
		       struct err *err)
{
	const struct level *l = c->levels[m->level];
	if ((!l || m->idx < l->first || m->idx >= l->first + l->n) &&
	    !read_level(c, m->level, m->idx, err))
		return false;
	l = c->levels[m->level];
	if (m->idx >= l->first + l->n)
		chain_blame(c, CHAIN_NODE, seq, "a node is missing");
	else if (memcmp(l->h[m->idx - l->first].b, m->hash.b, SHA256_LEN) != 0)
		chain_blame(c, CHAIN_NODE, seq, "a node differs");
	return true;
}

/* The checkpoint over the entries so far. */
static bool check_note(struct chain *c, struct err *err)
{
	struct checkpoint cp;
	struct err why = ERR_INIT;
	int64_t seq = c->edge.size - 1;
	struct sha256 root = merkle_edge_root(&c->edge);
	if (!checkpoint_open(buf_str(&c->note), &c->key, 1, &cp, &why))
		chain_blame(c, CHAIN_SIGNATURE, seq, why.text);
	else if (cp.size != c->edge.size)
		chain_blame(c, CHAIN_ROOT, seq, "the checkpoint says another size");
	else if (!sha256_eq(&cp.root, &root))
		chain_blame(c, CHAIN_ROOT, seq, "the checkpoint says another root");
	if (c->verdict.fault != CHAIN_NONE)
		return true;
	c->verdict.checkpoints++;
	c->verdict.signed_size = cp.size;
	return next_note(c, cp.size, err);
}

/* What can be said of an entry by itself and its place. */
static bool check_leaf(struct chain *c, int64_t seq, struct str bytes)
{
	struct err why; /* filled when needed: this runs for each entry */
	struct leaf leaf;
	if (seq != c->edge.size)
		chain_blame(c, CHAIN_SEQ, c->edge.size,
			    "the file has another one here");
	else if (!leaf_scan(bytes, &leaf, &why))
		chain_blame(c, CHAIN_FORM, seq, why.text);
	else if (leaf.seq != seq)
		chain_blame(c, CHAIN_SEQ, seq, "the entry says another number");
	else if (!str_is(leaf.log, c->tag.text))
		chain_blame(c, CHAIN_TAG, seq, c->spec.origin);
	else if (memcmp(leaf.prev.p, c->prev, SHA256_HEX_LEN) != 0)
		chain_blame(c, CHAIN_CHAIN, seq,
			    "prev is not the hash of the entry before");
	else if (!c->have_key)
		(void)take_genesis(c,
				   &leaf); /* seq 0: what is wrong is in the verdict */
	return c->verdict.fault == CHAIN_NONE;
}

static bool check_entry(struct chain *c, sqlite3_stmt *s, struct err *err)
{
	struct merkle_made made[MERKLE_LEVELS];
	int64_t seq = sqlite3_column_int64(s, 0);
	struct str bytes = sql_blob(s, 1);
	struct str stored = sql_blob(s, 2);
	if (!check_leaf(c, seq, bytes))
		return true;
	c->last = merkle_leaf(bytes);
	if (stored.len != SHA256_LEN || memcmp(stored.p, c->last.b, SHA256_LEN) != 0) {
		chain_blame(c, CHAIN_HASH, seq, "entry or hash was changed");
		return true;
	}
	sha256_hex(&c->last, c->prev);
	int n = merkle_edge_add(&c->edge, &c->last, made);
	for (int i = 0; i < n; i++) {
		if (!check_node(c, &made[i], seq, err))
			return false;
	}
	if (c->edge.size == c->note_size && c->verdict.fault == CHAIN_NONE)
		return check_note(c, err);
	return true;
}

/* Nothing may stand in the file that no entry accounts for. */
static bool check_end(struct chain *c, struct err *err)
{
	sqlite3_stmt *s = c->stmt[STMT_BEYOND];
	char why[96];
	sql_bind_int(s, 1, c->spec.row);
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		(void)snprintf(why, sizeof(why),
			       "a checkpoint of %lld entries stands here",
			       (long long)sqlite3_column_int64(s, 0));
		chain_blame(c, CHAIN_ROLLED_BACK, c->edge.size, why);
	}
	sql_reset(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return unreadable(c, rc, err);
	if (c->spec.size == 0)
		chain_blame(c, CHAIN_GENESIS, 0, "the log has no entry");
	if (c->verdict.checkpoints == 0)
		chain_blame(c, CHAIN_SIGNATURE, -1,
			    "nothing is signed; a genesis is committed with a "
			    "checkpoint");
	if (!c->spec.whole || c->verdict.fault != CHAIN_NONE)
		return true;
	int64_t nodes = 0;
	for (int level = 1; level < MERKLE_LEVELS; level++)
		nodes += c->spec.size >> level;
	s = c->stmt[STMT_NODE_COUNT];
	sql_bind_int(s, 1, c->spec.row);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW && sqlite3_column_int64(s, 0) != nodes)
		chain_blame(c, CHAIN_NODE, -1, "the file holds nodes of no entry");
	sql_reset(s);
	return rc == SQLITE_ROW || unreadable(c, rc, err);
}

bool chain_step(struct chain *c, const struct clock *clock, int64_t until_us,
		bool *ret_done, struct err *err)
{
	sqlite3_stmt *s = c->stmt[STMT_ENTRIES];
	int64_t count = 0;
	int rc = SQLITE_DONE;
	bool ok = true;
	sql_bind_int(s, 1, c->spec.row);
	sql_bind_int(s, 2, c->edge.size);
	sql_bind_int(s, 3, c->spec.size);
	while (ok && c->verdict.fault == CHAIN_NONE && c->edge.size < c->spec.size) {
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		ok = check_entry(c, s, err);
		if (++count % LOOK_EVERY == 0 && until_us > 0 &&
		    clock_mono_us(clock) >= until_us)
			break;
	}
	sql_reset(s);
	if (!ok)
		return false;
	if (rc == SQLITE_DONE && c->edge.size < c->spec.size)
		chain_blame(c, CHAIN_SEQ, c->edge.size, "it is missing");
	else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return unreadable(c, rc, err);
	bool end = c->edge.size >= c->spec.size;
	if (end && c->verdict.fault == CHAIN_NONE && !check_end(c, err))
		return false;
	*ret_done = end || c->verdict.fault != CHAIN_NONE;
	return true;
}

bool chain_check_mark(struct chain *c, const struct signer_mark *mark, struct err *err)
{
	struct checkpoint cp = { .size = c->edge.size };
	struct merkle_store store = { .read = read_stored, .ctx = c };
	struct err why = ERR_INIT;
	if (c->verdict.fault != CHAIN_NONE)
		return true;
	cp.root = merkle_edge_root(&c->edge);
	bug_unless(text_copy(cp.origin, sizeof(cp.origin), str_of(c->spec.origin)));
	if (checkpoint_continues(&cp, mark, &store, &why))
		return true;
	if (c->unreadable)
		return err_set(err, why.code, "%s", why.text);
	chain_blame(c, CHAIN_ROLLED_BACK, cp.size < mark->size ? cp.size : -1,
		    why.text);
	return true;
}

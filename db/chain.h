/*
 * The checker of one log: fed with its entries in order, it compares every byte's
 * consequence with what the file says: form, tag, seq, prev, leaf hash, nodes, roots
 * and signatures of checkpoints.  Private to db/; used for the tail at start and for
 * all.
 */
#ifndef DB_CHAIN_H
#define DB_CHAIN_H

#include <sqlite3.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/journal/leaf.h"
#include "core/journal/note.h"
#include "core/journal/signer.h"

/* What can be wrong with a log, worst words first in a report. */
#define CHAIN_FAULTS(X)                                          \
	X(NONE, "ok")                                            \
	X(FORM, "not canonical")                                 \
	X(TAG, "of another log")                                 \
	X(SEQ, "entries missing or out of order")                \
	X(CHAIN, "hash chain broken")                            \
	X(HASH, "stored hash does not match the entry")          \
	X(NODE, "stored tree does not match the entries")        \
	X(ROOT, "signed root does not match the entries")        \
	X(SIGNATURE, "signature does not verify")                \
	X(GENESIS, "genesis does not name this log and its key") \
	X(ROLLED_BACK, "older than what was signed")             \
	X(KEY, "key or its memory is not readable")

#define CHAIN_FAULT_ENUM(id, text) CHAIN_##id,
enum chain_fault {
	CHAIN_FAULTS(CHAIN_FAULT_ENUM) CHAIN_FAULT_COUNT
};
const char *chain_fault_text(enum chain_fault f);

struct chain_verdict {
	enum chain_fault fault;
	int64_t seq;         /* first entry that is wrong; -1 when no entry is */
	char why[256];       /* one sentence; "" while nothing is wrong */
	int64_t checkpoints; /* that were verified */
	int64_t signed_size; /* of the last of them */
};

struct chain_spec {
	sqlite3 *db;
	const char *path;   /* of the file, for messages; lives as long as the chain */
	int64_t row;        /* log.id */
	const char *origin; /* likewise */
	int64_t from;       /* first entry to look at; 0: all */
	int64_t size;       /* entries to look at end before this one */
	bool whole;         /* nobody writes meanwhile: count the nodes, too */
};

struct chain;

/* Errors ERR_JOURNAL: the file cannot be read. A fault found at once is in the verdict.
 */
bool chain_new(const struct chain_spec *spec, struct chain **ret,
	       struct err *err) MUST_USE;
void chain_free(struct chain *c); /* NULL is fine */

/*
 * Look at entries until the end, a fault, or until_us on the clock (0: no such limit).
 * Between calls no statement is left open.
 */
bool chain_step(struct chain *c, const struct clock *clock, int64_t until_us,
		bool *ret_done, struct err *err) MUST_USE;

/* After the last step: is what the signer remembers a beginning of this log? */
bool chain_check_mark(struct chain *c, const struct signer_mark *mark,
		      struct err *err) MUST_USE;

const struct chain_verdict *chain_verdict(const struct chain *c);
int64_t chain_at(const struct chain *c); /* entries looked at so far, from 0 */
const struct note_key *chain_key(const struct chain *c); /* of the genesis */
/* Say that something outside the entries is wrong. */
void chain_blame(struct chain *c, enum chain_fault fault, int64_t seq, const char *why);

#endif

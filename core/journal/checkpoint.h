/*
 * C2SP checkpoints: a signed head of a log in three lines (origin, size, root), with no
 * extension lines (docs/journal.md, "Chain, tree, checkpoints").
 */
#ifndef CORE_JOURNAL_CHECKPOINT_H
#define CORE_JOURNAL_CHECKPOINT_H

#include "core/base/limits.h"
#include "core/journal/merkle.h"
#include "core/journal/note.h"
#include "core/journal/signer.h"

struct checkpoint {
	char origin[NOTE_NAME_MAX + 1];
	int64_t size; /* entries */
	struct sha256 root;
};

/* The three lines that are signed. */
void checkpoint_write(struct buf *out, const struct checkpoint *c);

/*
 * Read the three lines.
 *
 * Errors   ERR_PARSE anything else: another number of lines, a size with leading zeros.
 */
bool checkpoint_parse(struct str text, struct checkpoint *ret,
		      struct err *err) MUST_USE;

/*
 * Open a signed checkpoint of the log that the keys belong to.
 *
 * keys     keys[n_keys]; the origin must be the name of the one that signed
 * Errors   those of note_open() and checkpoint_parse(); ERR_PARSE another log's.
 */
bool checkpoint_open(struct str note, const struct note_key *keys, size_t n_keys,
		     struct checkpoint *ret, struct err *err) MUST_USE;

/*
 * Sign a head, after proving from stored hashes that it continues what this signer has
 * signed last.
 *
 * s        locked; its key's name is the origin.  Call signer_mark() after the commit.
 * store    hashes of the tree of c->size leaves
 * Returns  true with the note appended to out.
 * Errors   ERR_JOURNAL the log was rolled back, or rewritten; those of the store.
 */
bool checkpoint_sign(struct buf *out, const struct checkpoint *c, struct signer *s,
		     const struct merkle_store *store, struct err *err) MUST_USE;

/* True if the head c continues the head last; else err says which way it does not. */
bool checkpoint_continues(const struct checkpoint *c, const struct signer_mark *last,
			  const struct merkle_store *store, struct err *err) MUST_USE;

#endif

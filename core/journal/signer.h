/*
 * Who signs a log's checkpoints: an interface, and the custody "file".
 *
 * A signer remembers the last head it has signed, apart from the journal: a journal
 * that was rolled back or rewritten cannot take that memory back with it, and the
 * signer refuses (docs/journal.md, "Chain, tree, checkpoints").  Another custody
 * (agent, TPM, KMS) fills the same functions.
 */
#ifndef CORE_JOURNAL_SIGNER_H
#define CORE_JOURNAL_SIGNER_H

#include "core/base/err.h"
#include "core/base/rng.h"
#include "core/base/sha.h"
#include "core/journal/note.h"

/* A head that was signed; size 0: none yet. */
struct signer_mark {
	int64_t size;
	struct sha256 root;
};

struct signer;

struct signer_ops {
	bool (*lock)(struct signer *s, struct err *err);
	bool (*sign)(struct signer *s, struct str text, unsigned char ret[NOTE_SIG_LEN],
		     struct err *err);
	bool (*mark)(struct signer *s, const struct signer_mark *m, struct err *err);
	void (*unlock)(struct signer *s);
	void (*free)(struct signer *s);
};

struct signer {
	const struct signer_ops *ops;
	struct note_key key;
	const char *custody; /* "file": written in the genesis */
	bool locked;
	struct signer_mark last; /* true while locked */
};

/*
 * Take the signer's lock against other processes and read what it signed last.  Waits a
 * few milliseconds at most.
 *
 * Errors   ERR_BUSY another process is signing; ERR_JOURNAL the memory is unreadable.
 */
bool signer_lock(struct signer *s, struct err *err) MUST_USE;
/* Only while locked. Errors ERR_JOURNAL. */
bool signer_sign(struct signer *s, struct str text, unsigned char ret[NOTE_SIG_LEN],
		 struct err *err) MUST_USE;
/* After the commit, still under the lock. Errors ERR_IO. */
bool signer_mark(struct signer *s, const struct signer_mark *m,
		 struct err *err) MUST_USE;
void signer_unlock(struct signer *s); /* no-op when not locked */
void signer_free(struct signer *s);   /* NULL is fine */

/*
 * The custody "file": DIR/STEM.key (0600, the form of Go's note package) and
 * DIR/STEM.size.
 *
 * stem     file name without suffix: the log's tag
 * name     the key's name: the origin.  A file that holds another name is refused.
 * create   make the key if there is none; another process may win that race
 * Returns  in *ret a signer that the caller frees.
 * Errors   ERR_IO; ERR_JOURNAL no key, or not this log's; ERR_BUSY being created.
 */
bool signer_file_open(const char *dir, const char *stem, const char *name,
		      const struct rng *create, struct signer **ret,
		      struct err *err) MUST_USE;

/* What the key of PATH (DIR/STEM.size) has signed last, without opening the key.
 * ERR_IO, ERR_JOURNAL it is damaged. */
bool signer_file_read_mark(const char *path, struct signer_mark *ret,
			   struct err *err) MUST_USE;

#endif

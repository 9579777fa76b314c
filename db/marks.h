/*
 * What the signers beside a journal remember, whether the journal still knows their
 * logs or not: keys/TAG.size.  Private to db/.
 */
#ifndef DB_MARKS_H
#define DB_MARKS_H

#include "core/base/err.h"
#include "core/journal/leaf.h"
#include "core/journal/signer.h"

struct mark {
	struct leaf_tag tag;     /* of its log */
	struct signer_mark last; /* size 0: nothing was signed */
	char why[256];           /* why it is not readable; "" else */
};

struct marks {
	struct mark *items;
	size_t n, cap;
};

/*
 * Read them all.  Call it before the logs are read: a memory is written after its log
 * was committed, so one that has no log then has lost it.
 *
 * keys_dir one that is not there holds none
 * Returns  in *ret what the caller gives to marks_release(), also when it fails.
 * Errors   ERR_JOURNAL the directory cannot be read, or holds too many.
 */
bool marks_list(const char *keys_dir, struct marks *ret, struct err *err) MUST_USE;
void marks_release(struct marks *m);

#endif

/*
 * What `candor watch` told last of each installation, and what it has still to tell:
 * kept in a file, so that a restart neither repeats nor loses a change.
 */
#ifndef CORE_WATCH_TOLD_H
#define CORE_WATCH_TOLD_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/watch/rules.h"

/* The two ways in which a change is told. */
enum told_way {
	TOLD_COMMAND,
	TOLD_WEBHOOK
};
#define TOLD_WAYS 2

/* A change that was seen.  It goes once no way waits for it. */
struct told_change {
	char *inst;
	char *text; /* the document, as each way gets it */
	bool waits[TOLD_WAYS];
	bool was_due[TOLD_WAYS]; /* it waits for it, or did */
	unsigned attempts[TOLD_WAYS];
	int64_t next_sec[TOLD_WAYS]; /* not before */
};

struct told_row {
	char *inst;
	enum severity state;
};

/* Zeroed is empty. */
struct told {
	struct told_row *rows;
	size_t n, cap;
	struct told_change *changes; /* oldest first */
	size_t n_changes, cap_changes;
};

/* Attempts of one way, and what lies between them: 5 s, 15 s, 45 s, 135 s. */
#define TOLD_ATTEMPTS  5
#define TOLD_PAUSE_SEC INT64_C(5)

void told_release(struct told *t);

/* What was told last; of one that was never told OK, and false. */
bool told_state(const struct told *t, const char *inst, enum severity *ret);
void told_note(struct told *t, const char *inst, enum severity state);

/* A change to be told by the ways that are true.  False: LIMIT_TOLD wait already. */
bool told_add(struct told *t, const char *inst, const char *text,
	      const bool ways[TOLD_WAYS]) MUST_USE;

/* The oldest that waits for a way; NULL: none does.  Changes of one way are told in
 * their order, so one that has to wait holds up those behind it. */
struct told_change *told_next(struct told *t, enum told_way way);
/* It was told; or it was not: false when that was the last attempt, and it is given up.
 * A change that waits for no way any more is gone after the call. */
void told_done(struct told *t, struct told_change *c, enum told_way way);
bool told_failed(struct told *t, struct told_change *c, enum told_way way,
		 int64_t now_sec);

/* Its way is not there any more: the other one tells it, unless that has. */
void told_other(struct told_change *c, enum told_way way);

/* The file.  False: it is too large; then out is of no use. */
bool told_write(const struct told *t, struct buf *out) MUST_USE;
/* Errors  ERR_PARSE another document: then t is untouched. */
bool told_read(struct str text, struct told *t, struct err *err) MUST_USE;

#endif

/*
 * A journal in memory for tests: the same protocol and the same canonical leaves as
 * db/journal, no file; it can refuse the n-th step.
 */
#ifndef TESTS_FAKE_JOURNAL_H
#define TESTS_FAKE_JOURNAL_H

#include "core/journal/journal.h"

enum fake_step {
	FAKE_LOG,
	FAKE_BEGIN,
	FAKE_APPEND,
	FAKE_CHECKPOINT,
	FAKE_COMMIT,
	FAKE_STEP_COUNT
};

/* A committed entry. */
struct fake_entry {
	int log; /* handle */
	struct journal_receipt receipt;
	enum journal_kind kind;
	struct str leaf; /* canonical bytes with their LF */
};

struct fake_journal;

/* clock, rng  NULL: a clock that stands still and counted bytes. */
struct fake_journal *fake_journal_new(const struct clock *clock, const struct rng *rng);
void fake_journal_free(struct fake_journal *f); /* NULL is fine */
struct journal *fake_journal_of(struct fake_journal *f);

/*
 * Refuse one coming step.
 *
 * nth      1 is the next one of that kind, 0 takes the refusal away
 * times    how many in a row are refused from there on
 * code     ERR_BUSY, ERR_JOURNAL
 */
void fake_journal_refuse(struct fake_journal *f, enum fake_step step, int nth,
			 int times, enum err_code code);

/* Committed entries of all logs in order, genesis entries included. */
size_t fake_journal_count(const struct fake_journal *f);
const struct fake_entry *fake_journal_at(const struct fake_journal *f, size_t i);
/* The last committed entry of a kind, or NULL. */
const struct fake_entry *fake_journal_last(const struct fake_journal *f,
					   enum journal_kind kind);
/* Committed kinds apart by blanks, without genesis: "act.intent act.outcome". */
const char *fake_journal_kinds(struct fake_journal *f);

bool fake_journal_in_batch(const struct fake_journal *f);
/* Steps that were asked for, refused ones included; checkpoints count when committed.
 */
int fake_journal_steps(const struct fake_journal *f, enum fake_step step);
void fake_journal_set_verified(struct fake_journal *f, int log, bool verified);

#endif

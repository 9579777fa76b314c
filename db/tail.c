/*
 * The check of each log after the first paint: its last entries, its last checkpoint,
 * and what its signer remembers.
 *
 * A log: UNCHECKED --db_check_log--> GOOD, or BAD, and then the journal is READONLY.
 *
 * Always true: the signer's memory is read before the size of the log, so another
 * process that writes meanwhile only makes the log longer than the memory.
 */
#include <stdio.h>

#include "db/journal_impl.h"

static void blame(struct db_journal *j, struct db_log *log, const char *why)
{
	char text[sizeof(j->base.why)];
	log->check = DB_BAD;
	(void)snprintf(log->why, sizeof(log->why), "%s", why);
	(void)snprintf(text, sizeof(text), "log %.90s: %.150s", log->origin, why);
	journal_degrade(&j->base, JOURNAL_READONLY, text);
}

/* Read before the size of the log is: another process only makes both grow. */
static bool read_mark(struct db_journal *j, struct db_log *log, struct signer_mark *ret,
		      struct err *err)
{
	if (!db_signer(j, log, err) || !signer_lock(log->signer, err))
		return false;
	*ret = log->signer->last;
	signer_unlock(log->signer);
	return true;
}

static bool start_check(struct db_journal *j, struct db_log *log, struct err *err)
{
	if (!db_signed_load(j, log, err) || !db_head_load(j, log, &log->head, err))
		return false;
	int64_t size = log->head.edge.size;
	int64_t from = size > VERIFY_TAIL ? size - VERIFY_TAIL : 0;
	if (log->signed_size > 0 && log->signed_size <= from)
		from = log->signed_size - 1;
	struct chain_spec spec = { .db = j->db,
				   .path = j->path,
				   .row = log->row,
				   .origin = log->origin,
				   .from = from,
				   .size = size };
	return chain_new(&spec, &log->chain, err);
}

/* The chain is at its end: compare with the signer's memory, and let the log be used.
 */
static bool end_check(struct db_journal *j, struct db_log *log,
		      const struct signer_mark *mark, struct err *err)
{
	if (!chain_check_mark(log->chain, mark, err))
		return false;
	const struct chain_verdict *v = chain_verdict(log->chain);
	if (v->fault == CHAIN_NONE &&
	    !note_key_eq(chain_key(log->chain), &log->signer->key))
		chain_blame(log->chain, CHAIN_KEY, -1,
			    "the key file is not the one of its genesis");
	if (v->fault != CHAIN_NONE) {
		blame(j, log, v->why);
		return true;
	}
	log->key = *chain_key(log->chain);
	log->custody = log->signer->custody;
	log->check = DB_GOOD;
	return true;
}

bool db_check_log(struct db_journal *j, size_t i, int max_ms, bool *ret_done,
		  struct err *err)
{
	struct db_log *log = j->logs[i];
	struct err why = ERR_INIT;
	bool done = true;
	*ret_done = log->check != DB_UNCHECKED;
	if (*ret_done)
		return true;
	if (!log->chain) {
		bool ok = read_mark(j, log, &log->mark, &why);
		ok = ok && start_check(j, log, &why);
		if (!ok && why.code == ERR_BUSY)
			return err_set(err, ERR_BUSY, "%s", why.text);
		if (!ok) {
			*ret_done = true;
			blame(j, log, why.text);
			return true;
		}
	}
	int64_t until = max_ms > 0 ? db_now_us(j) + (int64_t)max_ms * 1000 : 0;
	bool ok = chain_step(log->chain, j->clock, until, &done, &why);
	ok = ok && (!done || end_check(j, log, &log->mark, &why));
	if (!ok || done) {
		chain_free(log->chain);
		log->chain = NULL;
	}
	if (!ok && why.code == ERR_BUSY)
		return err_set(err, ERR_BUSY, "%s", why.text);
	if (!ok)
		blame(j, log, why.text); /* what cannot be read cannot be believed */
	*ret_done = done || !ok;
	return true;
}

bool db_journal_verify_slice(struct db_journal *j, int max_ms, bool *ret_done,
			     struct err *err)
{
	int64_t until = db_now_us(j) + (int64_t)max_ms * 1000;
	while (j->checking < j->n_logs) {
		bool done = false;
		int64_t left_ms = (until - db_now_us(j)) / 1000;
		if (left_ms <= 0)
			break;
		if (!db_check_log(j, j->checking, (int)left_ms, &done, err))
			return false;
		if (!done)
			break;
		j->checking++;
	}
	*ret_done = j->checking >= j->n_logs;
	return true;
}

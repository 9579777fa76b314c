/*
 * The journal in memory.  Always true: what a batch appended is seen by nobody before
 * journal_commit() has returned true, and is gone after an abort or a refused commit.
 */
#include "tests/fake/journal.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/journal/leaf.h"

#define START_MS INT64_C(1795413600000) /* 2026-11-23T06:00:00Z */

struct fake_log {
	char account[16];
	struct leaf_tag tag;
	int64_t size, committed;
	struct sha256 prev, committed_prev;
	bool verified;
	bool signing;
};

struct fake_journal {
	struct journal base;
	const struct clock *clock;
	const struct rng *rng;
	uint64_t counted; /* own rng */
	struct clock own_clock;
	struct rng own_rng;
	struct ulid run;
	struct fake_log *logs;
	size_t n_logs, cap_logs;
	struct fake_entry *entries; /* committed ones first */
	size_t n_entries, cap_entries, n_committed;
	bool batch;
	int steps[FAKE_STEP_COUNT];
	struct {
		int nth, times;
		enum err_code code;
	} refuse[FAKE_STEP_COUNT];
	struct buf kinds;
};

static struct fake_journal *fake_of(const struct journal *j)
{
	union {
		const struct journal *in;
		struct fake_journal *out;
	} cast = { .in = j }; /* base is the first member */
	return cast.out;
}

static int64_t still_us(void *ctx)
{
	(void)ctx;
	return START_MS * 1000;
}

static int64_t still_ms(void *ctx)
{
	(void)ctx;
	return 1000;
}

static void count_bytes(void *ctx, void *bytes, size_t len)
{
	struct fake_journal *f = ctx;
	unsigned char *p = bytes;
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(f->counted >> (8 * (7 - i % 8)));
	f->counted++;
}

/* True if this step is to be refused now. */
static bool refused(struct fake_journal *f, enum fake_step step, struct err *err)
{
	f->steps[step]++;
	if (f->refuse[step].nth == 0 || --f->refuse[step].nth > 0)
		return false;
	if (--f->refuse[step].times > 0)
		f->refuse[step].nth = 1;
	(void)err_set(err, f->refuse[step].code, "the fake journal was told to refuse");
	return true;
}

static void forget(struct fake_journal *f)
{
	while (f->n_entries > f->n_committed) {
		f->n_entries--;
		union {
			const char *lent;
			char *own;
		} leaf = { .lent = f->entries[f->n_entries].leaf.p };
		free(leaf.own);
	}
	for (size_t i = 0; i < f->n_logs; i++) {
		f->logs[i].size = f->logs[i].committed;
		f->logs[i].prev = f->logs[i].committed_prev;
		f->logs[i].signing = false;
	}
	f->batch = false;
}

static bool add(struct fake_journal *f, int log, const struct journal_entry *e,
		struct journal_receipt *ret, struct err *err)
{
	struct fake_log *l = &f->logs[log];
	struct buf leaf = BUF_INIT(LIMIT_LEAF_HARD);
	struct leaf_head head = {
		.log = l->tag,
		.seq = l->size,
		.prev = l->prev,
		.id = ulid_new(f->clock, f->rng),
		.t_ms = clock_wall_us(f->clock) / 1000,
		.mono_ms = clock_boot_ms(f->clock),
		.boot = "",
		.run = f->run,
	};
	if (e->id && !text_copy(head.id.text, sizeof(head.id.text), str_of(e->id)))
		return err_set(err, ERR_ARG, "not a ULID: %s", e->id);
	if (!leaf_encode(&leaf, &head, e, err)) {
		buf_release(&leaf);
		return false;
	}
	struct fake_entry *entry = VEC_PUSH(f->entries, f->n_entries, f->cap_entries);
	size_t len = leaf.len;
	*entry = (struct fake_entry){ .log = log,
				      .kind = e->kind,
				      .leaf = { buf_take(&leaf), len } };
	entry->receipt = (struct journal_receipt){
		.seq = l->size,
		.id = head.id,
		.hash = sha256_prefixed(0, entry->leaf, (struct str){ 0 }),
	};
	l->prev = entry->receipt.hash;
	l->size++;
	if (ret)
		*ret = entry->receipt;
	return true;
}

static void keep(struct fake_journal *f)
{
	for (size_t i = 0; i < f->n_logs; i++) {
		f->logs[i].committed = f->logs[i].size;
		f->logs[i].committed_prev = f->logs[i].prev;
		f->steps[FAKE_CHECKPOINT] += f->logs[i].signing;
		f->logs[i].signing = false;
	}
	f->n_committed = f->n_entries;
	f->batch = false;
}

static bool fake_log(struct journal *j, const struct journal_scope *scope, int *ret_log,
		     struct err *err)
{
	struct fake_journal *f = fake_of(j);
	const char *account = text_or(scope->account, "");
	bug_unless(!f->batch);
	if (refused(f, FAKE_LOG, err))
		return false;
	for (size_t i = 0; i < f->n_logs; i++) {
		if (text_eq(f->logs[i].account, account)) {
			*ret_log = (int)i;
			return true;
		}
	}
	struct fake_log *l = VEC_PUSH(f->logs, f->n_logs, f->cap_logs);
	if (!text_copy(l->account, sizeof(l->account), str_of(account)))
		return err_set(err, ERR_ARG, "not an account: %s", account);
	l->tag = leaf_tag_of(str_of(account));
	l->verified = true;
	struct journal_entry genesis = { .kind = JOURNAL_GENESIS,
					 .who = "test",
					 .ref = -1 };
	if (!add(f, (int)f->n_logs - 1, &genesis, NULL, err))
		return false;
	keep(f);
	*ret_log = (int)f->n_logs - 1;
	return true;
}

static bool fake_begin(struct journal *j, struct err *err)
{
	struct fake_journal *f = fake_of(j);
	bug_unless(!f->batch);
	if (refused(f, FAKE_BEGIN, err))
		return false;
	f->batch = true;
	return true;
}

static bool fake_append(struct journal *j, int log, const struct journal_entry *e,
			struct journal_receipt *ret, struct err *err)
{
	struct fake_journal *f = fake_of(j);
	bug_unless(f->batch && log >= 0 && (size_t)log < f->n_logs);
	if (refused(f, FAKE_APPEND, err))
		return false;
	if (!f->logs[log].verified)
		return err_set(err, ERR_JOURNAL, "the log is not verified yet");
	return add(f, log, e, ret, err);
}

static bool fake_checkpoint(struct journal *j, int log, struct err *err)
{
	struct fake_journal *f = fake_of(j);
	bug_unless(f->batch && log >= 0 && (size_t)log < f->n_logs);
	if (refused(f, FAKE_CHECKPOINT, err))
		return false;
	f->steps[FAKE_CHECKPOINT]--; /* counted when it is committed */
	f->logs[log].signing = true;
	return true;
}

static bool fake_commit(struct journal *j, struct err *err)
{
	struct fake_journal *f = fake_of(j);
	bug_unless(f->batch);
	if (refused(f, FAKE_COMMIT, err)) {
		forget(f);
		return false;
	}
	keep(f);
	return true;
}

static void fake_abort(struct journal *j)
{
	if (fake_of(j)->batch)
		forget(fake_of(j));
}

static bool fake_verified(const struct journal *j, int log)
{
	const struct fake_journal *f = fake_of(j);
	return log >= 0 && (size_t)log < f->n_logs && f->logs[log].verified;
}

static int64_t fake_count(const struct journal *j, int log)
{
	const struct fake_journal *f = fake_of(j);
	if (log < 0)
		return (int64_t)f->n_committed;
	return (size_t)log < f->n_logs ? f->logs[log].committed : 0;
}

static const struct journal_ops fake_ops = {
	.log = fake_log,
	.begin = fake_begin,
	.append = fake_append,
	.checkpoint = fake_checkpoint,
	.commit = fake_commit,
	.abort = fake_abort,
	.verified = fake_verified,
	.count = fake_count,
};

struct fake_journal *fake_journal_new(const struct clock *clock, const struct rng *rng)
{
	struct fake_journal *f = mem_new(1, sizeof(*f));
	f->base.ops = &fake_ops;
	f->own_clock = (struct clock){ .wall_us = still_us,
				       .mono_us = still_us,
				       .boot_ms = still_ms };
	f->own_rng = (struct rng){ .fill = count_bytes, .ctx = f };
	f->clock = clock ? clock : &f->own_clock;
	f->rng = rng ? rng : &f->own_rng;
	f->run = ulid_new(f->clock, f->rng);
	f->kinds = BUF_INIT(LIMIT_MIB(1));
	return f;
}

void fake_journal_free(struct fake_journal *f)
{
	if (!f)
		return;
	f->n_committed = 0;
	forget(f);
	buf_release(&f->kinds);
	free(f->entries);
	free(f->logs);
	free(f);
}

struct journal *fake_journal_of(struct fake_journal *f)
{
	return &f->base;
}

void fake_journal_refuse(struct fake_journal *f, enum fake_step step, int nth,
			 int times, enum err_code code)
{
	f->refuse[step].nth = nth;
	f->refuse[step].times = times;
	f->refuse[step].code = code;
}

size_t fake_journal_count(const struct fake_journal *f)
{
	return f->n_committed;
}

const struct fake_entry *fake_journal_at(const struct fake_journal *f, size_t i)
{
	bug_unless(i < f->n_committed);
	return &f->entries[i];
}

const struct fake_entry *fake_journal_last(const struct fake_journal *f,
					   enum journal_kind kind)
{
	for (size_t i = f->n_committed; i-- > 0;) {
		if (f->entries[i].kind == kind)
			return &f->entries[i];
	}
	return NULL;
}

const char *fake_journal_kinds(struct fake_journal *f)
{
	buf_clear(&f->kinds);
	for (size_t i = 0; i < f->n_committed; i++) {
		if (f->entries[i].kind == JOURNAL_GENESIS)
			continue;
		if (f->kinds.len)
			buf_add_char(&f->kinds, ' ');
		buf_add_text(&f->kinds, journal_kind_name(f->entries[i].kind));
	}
	return buf_text(&f->kinds);
}

bool fake_journal_in_batch(const struct fake_journal *f)
{
	return f->batch;
}

int fake_journal_steps(const struct fake_journal *f, enum fake_step step)
{
	return f->steps[step];
}

void fake_journal_set_verified(struct fake_journal *f, int log, bool verified)
{
	bug_unless(log >= 0 && (size_t)log < f->n_logs);
	f->logs[log].verified = verified;
}

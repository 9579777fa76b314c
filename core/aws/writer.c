/*
 * The journal phase: everything that was queued in a turn, committed together.
 *
 * Always true: an act becomes READY here and nowhere else, after a commit that holds
 * its intent; an outcome is either committed or kept and tried again each second; an
 * entry that cannot be written by itself does not take the others with it; an outcome
 * too large for a leaf is written with its calls counted instead of listed; what is
 * missing on disk at the end stands in writer_left().
 *
 * The journal busy (another process writes): everything waits some milliseconds.
 * A batch refused by an append: each item by itself.  By begin or commit: nothing is
 * written; intents are REFUSED, outcomes UNWRITTEN and the journal BROKEN.
 */
#include <stdlib.h>
#include <string.h>

#include "core/aws/act.h"
#include "core/base/log.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

#define BATCH_MAX    128  /* items a turn: keeps a turn short */
#define BUSY_MS      10   /* another process writes: wait 10 to 30 ms */
#define VERIFY_MS    50   /* a log is still being verified: look again */
#define UNWRITTEN_MS 1000 /* try outcomes again that could not be written */
#define ENTRY_ARENA  LIMIT_KIB(256)
#define LEFT_ARENA   LIMIT_KIB(256)

/* One act or one note; what it gave is taken over once it is committed. */
struct item {
	struct act *act;
	struct note *note;
	struct journal_receipt intent, outcome;
	bool written;
	struct err err;
};

struct batch {
	struct item items[BATCH_MAX];
	size_t n;
	bool waiting; /* something waits for its log to be verified */
};

/* ---- one entry ---- */

static void fill_entry(const struct act *a, struct journal_entry *e)
{
	*e = (struct journal_entry){
		.who = a->door->who,
		.inst = a->inst,
		.mode = a->mode,
		.act = a->name,
		.ses = a->ses,
		.ref = -1,
	};
}

static bool append_intent(struct item *it, struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(ENTRY_ARENA);
	struct act *a = it->act;
	struct journal_entry e;

	fill_entry(a, &e);
	e.kind = JOURNAL_ACT_INTENT;
	e.id = a->id.text;
	e.data = act_intent_data(a, &arena);
	if (e.data == NULL)
		return err_set(err, ERR_LIMIT, "%s: the intent is too large", a->name);
	return journal_append(a->door->journal, a->log, &e, &it->intent, err);
}

/* What belongs to the outcome; in a journal that is not OK only what ends something. */
static bool append_alsos(const struct act *a, int64_t ref, struct err *err)
{
	for (size_t i = 0; i < a->n_alsos; i++) {
		const struct also *also = &a->alsos[i];
		struct journal_entry e;

		if (journal_state(a->door->journal) != JOURNAL_OK &&
		    !journal_kind_ends(also->kind))
			continue;
		fill_entry(a, &e);
		e.kind = also->kind;
		e.ses = also->ses == NULL ? a->ses : also->ses;
		e.ref = ref;
		e.data = also->data;
		if (!journal_append(a->door->journal, a->log, &e, NULL, err))
			return false;
	}
	return true;
}

static bool append_outcome(struct item *it, int64_t ref, struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(ENTRY_ARENA);
	struct act *a = it->act;
	struct journal_entry e;

	fill_entry(a, &e);
	e.kind = JOURNAL_ACT_OUTCOME;
	e.ref = ref;
	e.data = act_outcome_data(a, &arena);
	if (e.data == NULL)
		return err_set(err, ERR_LIMIT, "%s: the outcome is too large", a->name);
	if (!journal_append(a->door->journal, a->log, &e, &it->outcome, err)) {
		a->reduced = a->reduced || err->code == ERR_LIMIT;
		return false;
	}
	return append_alsos(a, ref, err);
}

static bool append_note(const struct door *d, const struct note *n, struct err *err)
{
	struct journal_entry e = {
		.kind = n->kind,
		.who = d->who,
		.inst = n->inst,
		.mode = n->mode,
		.act = n->act,
		.ses = n->ses,
		.ref = n->ref,
		.data = n->data,
	};

	return journal_append(d->journal, n->log, &e, NULL, err);
}

static bool append_act(struct item *it, struct err *err)
{
	switch (it->act->state) {
	case ACT_STATE_INTENT: return append_intent(it, err);
	case ACT_STATE_DRAINED:
	case ACT_STATE_UNWRITTEN: return append_outcome(it, it->act->intent.seq, err);
	case ACT_STATE_RULED_OUT:
		return append_intent(it, err) &&
		       append_outcome(it, it->intent.seq, err);
	case ACT_STATE_READY:
	case ACT_STATE_DONE:
	case ACT_STATE_REFUSED: break;
	}
	bug_stop("act has nothing to write", __FILE__, __LINE__);
}

/* docs/journal.md, "Chain, tree, checkpoints": sessions, and intents of class data,
 * write and shell. */
static bool wants_checkpoint(const struct item *it, int *ret_log)
{
	const struct act *a = it->act;

	*ret_log = a != NULL ? a->log : it->note->log;
	if (a == NULL)
		return it->note->kind == JOURNAL_SESSION_CLOSE;
	if (a->state == ACT_STATE_INTENT)
		return act_effect(a) != EFFECT_READ;
	for (size_t i = 0; i < a->n_alsos; i++)
		if (a->alsos[i].kind == JOURNAL_SESSION_OPEN)
			return true;
	return false;
}

/* ---- one batch ---- */

enum written {
	WRITTEN,
	WRITE_BUSY,
	WRITE_APPEND,
	WRITE_FAILED
};

static enum written append_all(struct door *d, struct item *items, size_t n,
			       struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct item *it = &items[i];
		int log;
		bool ok = it->act != NULL ? append_act(it, err)
					  : append_note(d, it->note, err);

		if (!ok)
			return WRITE_APPEND;
		if (wants_checkpoint(it, &log) &&
		    !journal_checkpoint(d->journal, log, err))
			return WRITE_APPEND;
	}
	return WRITTEN;
}

static enum written write_items(struct door *d, struct item *items, size_t n,
				struct err *err)
{
	enum written w;

	if (!journal_begin(d->journal, err))
		return err->code == ERR_BUSY ? WRITE_BUSY : WRITE_FAILED;
	w = append_all(d, items, n, err);
	if (w != WRITTEN) {
		journal_abort(d->journal);
		return err->code == ERR_BUSY ? WRITE_BUSY : w;
	}
	if (!journal_commit(d->journal, err))
		return err->code == ERR_BUSY ? WRITE_BUSY : WRITE_FAILED;
	for (size_t i = 0; i < n; i++)
		items[i].written = true;
	return WRITTEN;
}

static bool is_reduced(const struct item *it)
{
	return it->act != NULL && it->act->reduced;
}

/* An outcome that turns out too large is tried once more, reduced. */
static enum written write_one(struct door *d, struct item *it)
{
	bool before = is_reduced(it);
	enum written w = write_items(d, it, 1, &it->err);

	if (w == WRITE_APPEND && !before && is_reduced(it))
		w = write_items(d, it, 1, &it->err);
	return w;
}

/* False: the journal is busy, what is not written waits. */
static bool write_one_by_one(struct door *d, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (write_one(d, &b->items[i]) == WRITE_BUSY) {
			b->n = i;
			return false;
		}
	}
	return true;
}

static bool write_batch(struct door *d, struct batch *b)
{
	struct err err = ERR_INIT;

	switch (write_items(d, b->items, b->n, &err)) {
	case WRITTEN: return true;
	case WRITE_BUSY: b->n = 0; return false;
	case WRITE_APPEND:
		if (b->n > 1 || is_reduced(&b->items[0]))
			return write_one_by_one(d, b);
		break;
	case WRITE_FAILED: break;
	}
	for (size_t i = 0; i < b->n; i++)
		b->items[i].err = err;
	return true;
}

/* ---- what is missing on disk ---- */

static void left_line(struct buf *left, const char *id, const char *account,
		      const char *name, const char *what)
{
	buf_addf(left, "%s %s %s %s", id, text_or(account, "-"), text_or(name, "-"),
		 what);
}

static void left_act(const struct act *a, struct buf *left)
{
	AUTO(arena) arena = ARENA_INIT(LEFT_ARENA);
	bool refusal = a->state == ACT_STATE_RULED_OUT;
	const struct node *data;
	const char *what = "";

	if ((!a->intent_committed && !refusal) || a->state == ACT_STATE_DONE)
		return;
	if (a->state == ACT_STATE_READY)
		what = "calls still open ";
	data = act_outcome_data(a, &arena);
	left_line(left, a->id.text, a->account, a->name,
		  refusal ? "refused, nothing was sent " : what);
	if (data != NULL)
		json_write(left, data, JSON_COMPACT);
	buf_add_char(left, '\n');
}

static void left_note(const struct note *n, struct buf *left)
{
	left_line(left, text_or(n->ses, "-"), NULL, journal_kind_name(n->kind), "");
	json_write(left, n->data, JSON_COMPACT);
	buf_add_char(left, '\n');
}

void writer_left(const struct door *d, struct buf *left)
{
	buf_add_str(left, buf_str(&d->lost));
	for (const struct act *a = d->first; a != NULL; a = a->next)
		left_act(a, left);
	for (const struct note *n = d->notes; n != NULL; n = n->next)
		left_note(n, left);
}

/* Nobody waits for it, but it must not be gone without a trace. */
static void lose_refusal(struct act *a)
{
	left_act(a, &a->door->lost);
	a->state = ACT_STATE_DONE;
}

/* ---- what follows ---- */

static struct tally *tally_of(struct door *d, const char *ses)
{
	struct tally *t;

	for (size_t i = 0; i < d->n_tallies; i++)
		if (text_eq(d->tallies[i].ses, ses))
			return &d->tallies[i];
	t = VEC_PUSH(d->tallies, d->n_tallies, d->cap_tallies);
	if (!text_copy(t->ses, sizeof(t->ses), str_of(ses)))
		bug_stop("a session id is a ULID", __FILE__, __LINE__);
	return t;
}

static void refuse_intent(struct act *a, const struct err *why)
{
	struct err err = ERR_INIT;

	(void)err_set(&err, ERR_JOURNAL, "%s: nothing was sent: the journal: %s",
		      a->name, why->text);
	a->status = ACT_OK; /* a cancellation gives way: nothing was sent at all */
	act_note_error(a, &err, NULL);
	a->status = ACT_REFUSED;
	a->state = ACT_STATE_REFUSED;
	act_give_up(a, ERR_JOURNAL,
		    "nothing was sent: the journal could not be written");
}

static void unwritten(struct door *d, const struct err *why)
{
	AUTO(buf) text = BUF_INIT(sizeof(why->text) + 64);

	if (journal_state(d->journal) == JOURNAL_BROKEN)
		return;
	buf_addf(&text, "an outcome could not be written: %s", why->text);
	log_line("journal broken: %s", why->text);
	journal_degrade(d->journal, JOURNAL_BROKEN, buf_text(&text));
}

static void intent_written(struct act *a, const struct item *it)
{
	a->intent = it->intent;
	a->intent_committed = true;
	a->state = ACT_STATE_READY;
	if (a->ses != NULL)
		tally_of(a->door, a->ses)->intents++;
}

static void outcome_written(struct act *a, const struct item *it)
{
	a->outcome = it->outcome;
	a->state = ACT_STATE_DONE;
	if (a->ses != NULL)
		tally_of(a->door, a->ses)->outcomes++;
}

static void settle_act(struct item *it)
{
	struct act *a = it->act;

	switch (a->state) {
	case ACT_STATE_INTENT:
		if (it->written)
			intent_written(a, it);
		else
			refuse_intent(a, &it->err);
		return;
	case ACT_STATE_DRAINED:
	case ACT_STATE_UNWRITTEN:
		if (it->written) {
			outcome_written(a, it);
			return;
		}
		a->state = ACT_STATE_UNWRITTEN;
		unwritten(a->door, &it->err);
		return;
	case ACT_STATE_RULED_OUT:
		if (it->written) {
			intent_written(a, it);
			outcome_written(a, it);
		} else {
			lose_refusal(a);
		}
		return;
	case ACT_STATE_READY:
	case ACT_STATE_DONE:
	case ACT_STATE_REFUSED: break;
	}
	bug_stop("act had nothing to write", __FILE__, __LINE__);
}

static void forget_tally(struct door *d, const char *ses)
{
	for (size_t i = 0; i < d->n_tallies; i++) {
		if (!text_eq(d->tallies[i].ses, ses))
			continue;
		VEC_REMOVE(d->tallies, d->n_tallies, i);
		return;
	}
}

static void settle_note(struct door *d, const struct item *it)
{
	struct note **at = &d->notes;

	if (!it->written) {
		it->note->unwritten = true;
		unwritten(d, &it->err);
		return;
	}
	if (it->note->kind == JOURNAL_SESSION_CLOSE && it->note->ses != NULL)
		forget_tally(d, it->note->ses);
	while (*at != it->note)
		at = &(*at)->next;
	*at = it->note->next;
	note_free(it->note);
}

/* ---- what there is to write ---- */

static void add_item(struct batch *b, struct act *a, struct note *n)
{
	struct item *it = &b->items[b->n++];

	*it = (struct item){ .act = a, .note = n };
	it->intent.seq = it->outcome.seq = -1;
}

/* An intent whose log is still being verified waits; given up, it is gone unwritten. */
static bool may_write_intent(struct act *a, struct batch *b)
{
	const struct journal *j = a->door->journal;
	struct err err = ERR_INIT;

	if (journal_state(j) != JOURNAL_OK || journal_verified(j, a->log))
		return true;
	if (!a->cancelled && !a->door->closing) {
		b->waiting = true;
		return false;
	}
	(void)err_set(&err, ERR_CANCEL, "%s: given up", a->name);
	act_note_error(a, &err, NULL);
	a->status = ACT_REFUSED;
	a->state = ACT_STATE_REFUSED;
	act_give_up(a, ERR_CANCEL, "given up");
	return false;
}

static bool wants_writing(struct act *a, struct batch *b)
{
	switch (a->state) {
	case ACT_STATE_INTENT:
	case ACT_STATE_RULED_OUT: return may_write_intent(a, b);
	case ACT_STATE_DRAINED: return true;
	case ACT_STATE_UNWRITTEN: return a->told && a->door->retry_timer == 0;
	case ACT_STATE_READY:
	case ACT_STATE_DONE:
	case ACT_STATE_REFUSED: return false;
	}
	return false;
}

static bool session_is_open(const struct door *d, const char *ses)
{
	for (const struct act *a = d->first; a != NULL; a = a->next)
		if (text_eq(a->ses, ses) && a->state != ACT_STATE_DONE)
			return true;
	return false;
}

static void put_counts(struct door *d, struct note *n)
{
	const struct tally *t = tally_of(d, n->ses);

	if (node_get(n->data, "intents") != NULL)
		return;
	node_put_int(&n->arena, n->data, "intents", t->intents);
	node_put_int(&n->arena, n->data, "outcomes", t->outcomes);
	node_put_int(&n->arena, n->data, "lost", t->intents - t->outcomes);
}

static bool note_is_due(struct door *d, struct note *n)
{
	if (n->unwritten && d->retry_timer != 0)
		return false;
	if (journal_state(d->journal) == JOURNAL_OK &&
	    !journal_verified(d->journal, n->log))
		return false;
	if (n->kind != JOURNAL_SESSION_CLOSE || n->ses == NULL)
		return true;
	if (session_is_open(d, n->ses))
		return false;
	put_counts(d, n);
	return true;
}

static void gather(struct door *d, struct batch *b)
{
	for (struct act *a = d->first; a != NULL && b->n < BATCH_MAX; a = a->next)
		if (wants_writing(a, b))
			add_item(b, a, NULL);
	for (struct note *n = d->notes; n != NULL && b->n < BATCH_MAX; n = n->next)
		if (note_is_due(d, n))
			add_item(b, NULL, n);
	if (b->n == BATCH_MAX)
		loop_again(d->loop);
}

static void wait_over(void *ctx)
{
	struct door *d = ctx;

	d->wait_timer = 0;
}

static void retry_now(void *ctx)
{
	struct door *d = ctx;

	d->retry_timer = 0;
}

static void arm_wait(struct door *d, int64_t ms)
{
	if (d->wait_timer == 0)
		d->wait_timer = loop_arm(d->loop, ms, wait_over, d);
}

/* A journal that is not OK takes no intent: they need not be tried. */
static void refuse_intents(struct door *d)
{
	struct err err = ERR_INIT;

	if (journal_state(d->journal) == JOURNAL_OK)
		return;
	(void)err_set(&err, ERR_JOURNAL, "%s", d->journal->why);
	for (struct act *a = d->first; a != NULL; a = a->next) {
		if (a->state == ACT_STATE_INTENT)
			refuse_intent(a, &err);
		else if (a->state == ACT_STATE_RULED_OUT)
			lose_refusal(a);
	}
}

void writer_phase(void *door)
{
	struct door *d = door;
	struct batch b;
	bool all = true;

	if (d->wait_timer != 0 || door_idle(d))
		return;
	b.n = 0;
	b.waiting = false;
	refuse_intents(d);
	gather(d, &b);
	if (b.n > 0) {
		all = write_batch(d, &b);
		for (size_t i = 0; i < b.n; i++) {
			if (b.items[i].act != NULL)
				settle_act(&b.items[i]);
			else
				settle_note(d, &b.items[i]);
		}
		loop_again(d->loop);
	}
	if (!all)
		arm_wait(d, BUSY_MS + rng_below(d->rng, 2 * BUSY_MS));
	else if (b.waiting)
		arm_wait(d, VERIFY_MS);
	if (door_unwritten(d) > 0 && d->retry_timer == 0)
		d->retry_timer = loop_arm(d->loop, UNWRITTEN_MS, retry_now, d);
}

size_t door_unwritten(const struct door *d)
{
	size_t n = 0;

	for (const struct act *a = d->first; a != NULL; a = a->next)
		n += a->state == ACT_STATE_UNWRITTEN;
	for (const struct note *note = d->notes; note != NULL; note = note->next)
		n += note->unwritten;
	return n;
}

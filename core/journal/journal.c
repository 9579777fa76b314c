/*
 * The journal's interface: calls go to the implementation, and the rules that are the
 * same for each implementation stand here.
 *
 * Always true: the state only gets worse, and only journal_degrade() changes it; in a
 * state that is not OK nothing can be begun, only what has been begun can be ended.
 */
#include "core/journal/journal.h"

#include <stdio.h>

#define KIND_NAME(id, name) [JOURNAL_##id] = (name),
static const char *const kind_names[] = { JOURNAL_KINDS(KIND_NAME) };

const char *journal_kind_name(enum journal_kind kind)
{
	bug_unless((unsigned)kind < JOURNAL_KIND_COUNT);
	return kind_names[kind];
}

bool journal_kind_ends(enum journal_kind kind)
{
	return kind == JOURNAL_ACT_OUTCOME || kind == JOURNAL_ACT_LOST ||
	       kind == JOURNAL_SESSION_CLOSE || kind == JOURNAL_JOURNAL_DEGRADED;
}

bool journal_log(struct journal *j, const struct journal_scope *scope, int *ret_log,
		 struct err *err)
{
	return j->ops->log(j, scope, ret_log, err);
}

bool journal_begin(struct journal *j, struct err *err)
{
	return j->ops->begin(j, err);
}

bool journal_append(struct journal *j, int log, const struct journal_entry *e,
		    struct journal_receipt *ret, struct err *err)
{
	if (j->state != JOURNAL_OK && !journal_kind_ends(e->kind))
		return err_set(err, ERR_JOURNAL, "journal: %s", j->why);
	return j->ops->append(j, log, e, ret, err);
}

bool journal_checkpoint(struct journal *j, int log, struct err *err)
{
	return j->ops->checkpoint(j, log, err);
}

bool journal_commit(struct journal *j, struct err *err)
{
	return j->ops->commit(j, err);
}

void journal_abort(struct journal *j)
{
	j->ops->abort(j);
}

void journal_degrade(struct journal *j, enum journal_state to, const char *why)
{
	if (to <= j->state)
		return;
	j->state = to;
	(void)snprintf(j->why, sizeof(j->why), "%s", why); /* may be cut */
	if (j->ops->degrade)
		j->ops->degrade(j, to, why);
}

enum journal_state journal_state(const struct journal *j)
{
	return j->state;
}

bool journal_verified(const struct journal *j, int log)
{
	return j->ops->verified(j, log);
}

int64_t journal_count(const struct journal *j, int log)
{
	return j->ops->count(j, log);
}

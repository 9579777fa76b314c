/*
 * Is there a session with an installation that can be renewed or given up, and what
 * comes of giving it up: one rule for both faces, who have their own sentences.
 */
#ifndef TUI_VIEWS_LACK_H
#define TUI_VIEWS_LACK_H

#include "core/access/session.h"
#include "core/watch/fleet.h"

enum lack {
	LACK_NOTHING,  /* there is one: open, being opened, or over */
	LACK_UNOPENED, /* none was opened yet */
	LACK_GIVEN_UP, /* it is not read until a person asks */
	LACK_FAILED,   /* the last one failed to open */
};

/* session  of the same installation; NULL: there are no sessions yet */
enum lack lack_of(const struct fleet_row *row, const struct session *session);

/* What the journal will say of a renewal, and of giving up; what giving up does. */
const char *lack_renew_journal(const struct session *session);
const char *lack_drop_journal(const struct session *session);
const char *lack_drop_will(const struct session *session);

#endif

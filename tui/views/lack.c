/*
 * A session.close belongs to a session that is open: one that is over has had its own.
 */
#include "tui/views/lack.h"

enum lack lack_of(const struct fleet_row *row, const struct session *session)
{
	if (row->paused_sec != 0)
		return LACK_GIVEN_UP;
	if (session == NULL || session->state == SESSION_NONE)
		return LACK_UNOPENED;
	return session->state == SESSION_FAILED ? LACK_FAILED : LACK_NOTHING;
}

const char *lack_renew_journal(const struct session *session)
{
	return session->state == SESSION_OPEN
		       ? "session.open, then session.close of the old one"
		       : "session.open";
}

const char *lack_drop_journal(const struct session *session)
{
	switch (session->state) {
	case SESSION_OPEN: return "session.close, reason operator";
	case SESSION_OPENING: return "session.close, reason operator, if it opens";
	case SESSION_EXPIRED:
	case SESSION_NONE:
	case SESSION_FAILED: break;
	}
	return "nothing new: its session.close, reason expired, is written";
}

const char *lack_drop_will(const struct session *session)
{
	return session->state == SESSION_EXPIRED
		       ? "leave it closed: its keys are over and forgotten"
		       : "forget the keys now; what is being read is given up";
}

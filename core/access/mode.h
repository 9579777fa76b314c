/*
 * The three modes, as rows: what a session may do and which session policy it is
 * made with.  This version has OBSERVE only; the others are refused with a sentence.
 */
#ifndef CORE_ACCESS_MODE_H
#define CORE_ACCESS_MODE_H

#include "core/access/config.h"

enum mode {
	MODE_OBSERVE,
	MODE_OPERATE,
	MODE_DEBUG
};
#define MODE_COUNT 3

struct mode_row {
	enum mode mode;
	const char *name;       /* "observe": session name, tag, journal */
	const char *label;      /* "OBSERVE": row 1 of the screen */
	const char *policy_key; /* "policy_observe" in candor.conf */
	const char *allows;     /* one sentence for the mode and access screens */
	const char *asks;       /* what entering it asks for: "nothing", "a reason" */
	int duration_sec;       /* length of a session */
	bool exists;            /* in this version */
};

extern const struct mode_row mode_rows[MODE_COUNT]; /* in the enum's order */

const struct mode_row *mode_row(enum mode m);
const char *mode_name(enum mode m);
const struct mode_row *mode_find(const char *name); /* any case; NULL when unknown */

/*
 * May a session of this mode be opened at all?
 *
 * Errors   ERR_UNSUPPORTED a mode that this version does not have; ERR_CONFIG the
 *          installation has no policy for it.
 */
bool mode_check(enum mode m, const struct installation *inst, struct err *err) MUST_USE;

/* The managed policy that the session is made with; NULL when the config has none. */
const char *mode_policy(enum mode m, const struct installation *inst);

#endif

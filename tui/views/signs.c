/*
 * The legend, one row a sign.  Frames draw the signs of the other set in their place,
 * so the rows are of both; figures are of core/watch/fleet.h and health.h.
 */
#include "tui/views/signs.h"

/* clang-format off */
static const struct {
	const char *sign, *text, *also;
} rows[] = {
	{ "■ CRIT", "A change of a stack failed, or was undone because it failed, and "
		    "none succeeded since.", "critical red square" },
	{ "▲ WARN", "Being undone, drifted, or changing for more than 60 minutes; or the "
		    "list of stacks is not whole.", "warning yellow triangle" },
	{ "● OK", "The last change of every stack succeeded, or one is under way.",
	  "green healthy well" },
	{ "◌ STALE", "Was well, but is old: 10 minutes, given up, not readable since; or of "
		     "an earlier run.", "cached outdated" },
	{ "○ NOACC", "AWS did not let candor in: no access; :access says why.",
	  "AccessDenied denied" },
	{ "? UNKNOWN", "Not read yet, no stack to judge, or a status that candor does not "
		       "know.", "unread" },
	{ "1/4 ■", "One of four stacks is settled: well, and not changing. The sign is that "
		   "of the worst one; ○: one changes.", "column count stacks" },
	{ "·", "Nothing to say here; or it only parts two texts.", "dot middle" },
	{ "CRIT ◌  12 ◌", "Beside a state or a value: old. Behind a number, as ○ or ?: so "
			  "many are not read.",
	  "dotted circle" },
	{ "↻ 4 m, 1 not read", "The oldest answer on the screen is 4 minutes old; one "
			       "installation gave none.", "age refresh" },
	{ "#19  →  3 stacks", "The evidence: record 19 of the journal, and the key (3) that "
			      "leads there.", "arrow record" },
	{ "● #20 ✓", "Row 1: record 20 is the newest (of the fleet: how many there are); "
		     "✓ verified, … being checked, ■ broken.", "check journal tick" },
	{ "✎ #171", "Last rows: what was written to the journal last.", "pen record" },
	{ "every 60 seconds", "What is open or not OK is read again by itself.",
	  "auto automatic interval minute poll refresh reload" },
	{ "every 5 minutes", "The other installations are.",
	  "auto automatic interval poll refresh reload" },
	{ "given up", "Its session was given up: it is read only when you open it or refresh "
		      "it.", "auto automatic pause refresh stop" },
	{ "asleep", "No key for 15 minutes: nothing is read until the next one. Ctrl-C "
		    "gives up what is being read.",
	  "auto automatic cancel pause refresh sleep stop" },
};
/* clang-format on */

static bool sign_line(size_t i, struct help_line *ret)
{
	buf_add_text(ret->left, rows[i].sign);
	ret->text = rows[i].text;
	ret->also = rows[i].also;
	return true;
}

const struct help_more signs_help = {
	.title = "Signs, and what is read again by itself",
	.n = ARRAY_LEN(rows),
	.line = sign_line,
};

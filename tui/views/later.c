/*
 * What this version does not have, by the name of its command and of its action: one
 * sentence each, of what the operator can do instead where there is something.
 */
#include "tui/views/later.h"

/* clang-format off */
static const struct {
	const char *name, *text;
} rows[] = {
	{ "logs", "Logs is not in this version yet; it needs a DEBUG session." },
	{ "loads", "Loads is not in this version yet." },
	{ "incidents", "Incidents is not in this version yet." },
	{ "incident", "This version has no incidents yet." },
	{ "posture", "Posture is not in this version yet." },
	{ "mode", "This version has the mode OBSERVE only." },
	{ "extend", "This version has the mode OBSERVE only; :renew renews a session." },
	{ "network", "Network is not in this version yet." },
	{ "reconcile", "Reconcile is not in this version yet." },
	{ "export", "This version cannot export yet; candor journal --json prints records." },
	{ "note", "This version cannot add notes to the journal yet." },
	{ "reveal", "This version reveals nothing: masked values stay masked." },
	{ "debug", "This version has no DEBUG sessions yet; it only observes." },
	{ "customer", "This version cannot write to the customer yet." },
	{ "mask", "This version masks strictly, always." },
	{ "note-to", "This version cannot write to the customer yet." },
	{ "diff", "This version cannot compare installations yet." },
	{ "alias", "Commands take no names of your own; Tab spells letters out." },
	{ "keep", "This version shows no logs yet; / filters tables." },
	{ "follow", "This version has nothing to follow yet; r reads again." },
};
/* clang-format on */

const char *later_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_is(name, rows[i].name))
			return rows[i].text;
	return NULL;
}

/*
 * The question of the design's fragment, at any level of the ladder.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_LADDER_H
#define TESTS_UNIT_TUI_LADDER_H

#include "tests/unit/tui/console_world.h"
#include "tui/console_confirm.h"
#include "tui/console_impl.h"

static inline void ladder_ask(struct world *w, enum confirm_level level,
			      confirm_yes *yes)
{
	struct confirm q = {
		.level = level,
		.title = "Close INC-0231",
		.safe = "Keep open",
		.act = "Close incident",
		.inst = "acme-prod-eu",
		.account = "441052219917",
		.customer = "Acme Robotics",
		.facts = { { "", "■ SEV2 loader down, rows rejected   open 1 h 04 m",
			     ROLE_CRIT },
			   { "Checklist", "6 of 7 · open: report attached",
			     ROLE_TEXT } },
		.reason_label = "Exception",
		.will = { "write record #10602 incident.close",
			  "mail s.weber@acme (template 5, preview with v)",
			  "end debug session INC-0231 (12 m left)" },
		.wont = "no AWS call changes anything",
		.type_to = "close",
		.journal = "#10602 mira.kovac closed INC-0231",
		.customer_reads = true,
	};

	w->console->key = KEY_OF('i');
	w->v.scene.now_us += 1000 * 1000;
	console_confirm(w->console, &w->v.scene, &q, yes);
}

#endif

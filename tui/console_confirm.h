/*
 * The ladder: what must be done before something happens that a customer, a bill or a
 * role notices (docs/screens.md, Confirming).  Every question of the console but the
 * MFA code goes through console_confirm().
 */
#ifndef TUI_CONSOLE_CONFIRM_H
#define TUI_CONSOLE_CONFIRM_H

#include "core/base/err.h"
#include "tui/console.h"
#include "tui/kit/role.h"

/* What an action asks for.  The rows of console_actions.c say which has which. */
enum confirm_level {
	CONFIRM_L0, /* nothing; it is recorded */
	CONFIRM_L1, /* [ No ]  Yes */
	CONFIRM_L2, /* and a reason */
	CONFIRM_L3, /* and the installation's name, typed */
};

#define CONFIRM_REASON 12 /* characters of a reason at least */
#define CONFIRM_FACTS  4
#define CONFIRM_WILL   6

/* A line of what it is about.  label "": the text alone. */
struct confirm_fact {
	const char *label; /* "Session" */
	const char *text;  /* NULL: no such line */
	enum role role;
};

/* The question.  Texts are copied; NULL leaves a line out. */
struct confirm {
	enum confirm_level level;
	const char *title;      /* verb and object: "Close INC-0231" */
	const char *safe, *act; /* buttons: "Keep open", "Close incident" */
	const char *inst, *account, *customer; /* whom it concerns */
	struct confirm_fact facts[CONFIRM_FACTS];
	const char *reason_label;       /* of the reason's field; NULL: "Reason" */
	const char *will[CONFIRM_WILL]; /* numbered when there are several */
	const char *wont;
	const char *note;
	const char *journal; /* what the record will say */
	bool customer_reads; /* the customer reads that record */
	const char *type_to; /* "Type acme-prod-eu to ...": "close"; NULL: "confirm" */
};

/*
 * It was confirmed.
 *
 * reason   as typed, trimmed; empty below L2; borrowed for the call
 * Returns  false with err set when it could not be begun: the dialog stays, says why,
 *          and keeps what was typed.
 */
typedef bool confirm_yes(struct console *c, const struct scene *s, struct str reason,
			 struct err *err);

/*
 * Ask, or with CONFIRM_L0 do it at once.  Another dialog or menu is closed.  inst is
 * c->about while the dialog is open.
 */
void console_confirm(struct console *c, const struct scene *s, const struct confirm *q,
		     confirm_yes *yes);

#endif

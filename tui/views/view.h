/*
 * A screen: what it is called, how it is drawn, what its keys do.  A view keeps its
 * own place (cursor, filter, folds); everything else it takes from the scene.  It
 * changes nothing: what it wants done it writes into a wish.
 */
#ifndef TUI_VIEWS_VIEW_H
#define TUI_VIEWS_VIEW_H

#include "core/base/buf.h"
#include "tui/kit/chrome.h"
#include "tui/kit/find.h"
#include "tui/kit/table.h"
#include "tui/views/action.h"
#include "tui/views/scene.h"
#include "tui/views/wish.h"

/* What stands on the title rule and on the status rule. */
struct view_title {
	struct buf crumbs; /* "Fleet › acme-prod-eu › Stacks" */
	struct buf right;  /* "■ CRIT since 13:49Z" */
	enum role right_role;
	struct buf position; /* "row 1/37" */
	struct buf settings; /* "2 marked" */
};

/* What a view did with a key. */
enum view_use {
	VIEW_UNUSED, /* it has no use for it */
	VIEW_USED,   /* done; the wish may ask for more */
};

struct view_ops {
	enum view_id id;
	size_t tab;   /* 1 to 9; 0: not among the tabs */
	bool of_site; /* needs an installation */
	void *(*new)(void);
	void (*free)(void *state);
	/* The place is (again) this one; its inst or thing may be others than before.
	 */
	void (*enter)(void *state, const struct scene *s, const struct place *p);
	/* The scene changed: called before each key and each drawing. */
	void (*update)(void *state, const struct scene *s);
	void (*title)(void *state, const struct scene *s, struct view_title *ret);
	void (*draw)(void *state, const struct scene *s, struct frame *f,
		     struct area body);
	enum view_use (*act)(void *state, const struct scene *s, enum action a,
			     struct wish *ret);
	/* Is a hint of use now?  NULL: all are. */
	bool (*useful)(void *state, const struct scene *s, enum action a);
	/* Another word for a hint at this moment; NULL, of either: the key's own. */
	const char *(*word)(void *state, enum action a);
	/* Installation under the cursor, "" none; NULL: that of the place. */
	const char *(*inst)(void *state);
	/*
	 * The list that has the keys now, NULL while none has.  NULL ops: the view has
	 * no list.  The console moves, filters, sorts, marks and copies in it, the same
	 * on every screen, with what act() leaves unused (console_table.c).
	 */
	struct table *(*table)(void *state);
	/* A query of the view's own in place of its table's filter: take the words
	 * typed after "/".  NULL: the table's filter, where there is a table. */
	void (*filter)(void *state, const struct scene *s, struct str words);
	const char *(*filter_text)(void *state); /* "" none */
	const char *filter_advice; /* how it is written; NULL: as in the journal */
	/* The list whose row y, Y and d are about, where the keys may be elsewhere, in
	 * a panel about that row.  NULL: table(). */
	struct table *(*rows)(void *state);
	/* Does a query of the view's own make sense?  False: ret says why not.  NULL:
	 * any does. */
	bool (*filter_check)(void *state, struct str words, struct filter_error *ret);
	/* The text that has the keys now, to look for words in; false: none has.  NULL:
	 * none ever. */
	bool (*text)(void *state, struct find_pane *ret);
	/* Raw keys (the help screen types into its filter); NULL: actions only.  False:
	 * not taken. */
	bool (*key)(void *state, struct key k, struct wish *ret);
	/* Has it more to do than one turn has time for?  NULL: never. */
	bool (*working)(void *state);
	void (*work)(void *state); /* go on, for a slice of a turn */
	void (*stop)(void *state); /* a person gives it up; NULL: cannot be */
	/* Pasted text, where raw keys are typed.  NULL: nothing is. */
	void (*paste)(void *state, struct str bytes);
};

/* The views, by id; see tui/views. */
const struct view_ops *view_ops(enum view_id id);
/* Of a tab number; NULL when there is no screen behind it yet. */
const struct view_ops *view_of_tab(size_t tab);

#endif

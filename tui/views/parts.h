/*
 * What several screens do alike: scroll a panel, list the reasons of a state.
 */
#ifndef TUI_VIEWS_PARTS_H
#define TUI_VIEWS_PARTS_H

#include "tui/kit/detail.h"
#include "tui/kit/table.h"
#include "tui/views/view.h"

/* A row of a table of columns; rows differ in the fields that they name. */
#define COLUMN(...)         \
	{                   \
		__VA_ARGS__ \
	}

/* Scrolling: what every detail panel does with these actions. */
enum view_use parts_detail_act(struct detail *d, enum action a);

/* For a table of rows that come from sites: ages are as good as new for a minute. */
uint64_t parts_stamp(const struct scene *s);

/* The screen that shows the evidence of a verdict. */
struct evidence {
	const char *tab;   /* "→  3 stacks"; NULL: a key, which reads it */
	enum view_id view; /* where Enter leads */
	bool reads;        /* what helps is reading it again */
};
struct evidence parts_evidence(const struct verdict *v);
/* The key that does it on all screens, or otherwise. */
void parts_key(const struct scene *s, enum action a, const char *otherwise,
	       struct buf *out);
/* "→  3 stacks", "r reads it" */
void parts_evidence_text(const struct scene *s, const struct verdict *v,
			 struct buf *out);

/* The reason, with the stack's name before it unless it begins so. */
void parts_reason(const struct verdict *v, struct buf *out);

/*
 * A text about an installation with the names in it as short as they are clear there:
 * "STACK-AgeAlarm-0CFB49DA66FD", as CloudFormation makes them, is "AgeAlarm",
 * "INSTALLATION-ingest" is "…-ingest".
 */
void parts_brief(const struct fleet_row *row, struct str text, struct buf *out);

/* What holds, since when, and what to do, as lines of a panel. */
void parts_verdict(const struct verdict *v, struct detail *d);

/* For columns that only accompany others: table_col.role. */
enum role parts_quiet_role(void *ctx, size_t row);

/* F gives the focused part of a screen the whole body, and Esc or F takes it back.
 * False: the action is neither, or there is nothing to take back. */
bool parts_whole_act(bool *whole, enum action a);

/* A list whose selected row can be read on the whole screen. */
struct reader {
	bool whole; /* it is */
	bool alone; /* the list has the whole body, the panel below it is away */
};
/* Enter reads the row, with Enter, Esc or q back to the list; F gives the list the
 * body.  What is read scrolls.
 *
 * none     sentence when no row is selected; static */
enum view_use parts_read_act(struct reader *r, const struct table *t, struct detail *d,
			     enum action a, const char *none, struct wish *ret);
/* What is read can be looked through: view_ops.text. */
bool parts_read_text(const struct reader *r, struct detail *d, struct find_pane *ret);
/* Is a hint of use?  What is read is not moved in. */
bool parts_read_useful(const struct reader *r, const struct detail *d, enum action a);

/* "as of ...", "never read", what went wrong: how much a row's data is to be believed,
 * for a title. */
void parts_age(const struct scene *s, const struct fleet_row *row, struct buf *out);
/* Why there is nothing of an installation that was never read; borrowed of the row. */
const char *parts_unread(const struct fleet_row *row);
/* Warn after twice the time between two readings, crit after ten times. */
enum role parts_role_of_age(int64_t age_sec, enum role young);
enum role parts_age_role(const struct scene *s, const struct fleet_row *row);

/* It was read in this run, and a later attempt failed: what stands there may have
 * changed. */
bool parts_behind(const struct fleet_row *row);
/* Text of a row that must be drawn stale. */
bool parts_stale(const struct fleet_row *row);

#endif

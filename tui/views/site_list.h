/*
 * A screen of one installation: a list, and below it a panel about the selected row,
 * which Enter reads on the whole screen.  The view brings the columns and fills the
 * panel.
 */
#ifndef TUI_VIEWS_SITE_LIST_H
#define TUI_VIEWS_SITE_LIST_H

#include "tui/views/parts.h"

struct site_list {
	const struct scene *scene; /* borrowed between update and the next one */
	const struct site *site;   /* NULL: the configuration has no such one */
	char inst[PLACE_INST];
	struct table_source source;
	struct table table;
	struct detail about; /* the selected row */
	struct reader reader;
};

/* The table points into it: it stays where it is.  ctx and stamp of source are set
 * here; ctx is the list, so it is the first member of the view's state. */
void site_list_init(struct site_list *l, const struct table_source *source,
		    const char *focus);
void site_list_release(struct site_list *l);

/* The place is (again) this one: true when it is another installation than before, and
 * then the list stands anew; the caller updates, and site_list_top() ends it. */
bool site_list_enter(struct site_list *l, const struct place *p);
void site_list_top(struct site_list *l);
/* Take the scene; the caller then sets table.empty, calls table_refresh() and fills the
 * panel. */
void site_list_take(struct site_list *l, const struct scene *s);

/* "Fleet › acme-prod-eu › Services", and how old the installation's data is. */
void site_list_title(const struct site_list *l, const char *name,
		     struct view_title *ret);
/* The newest reading of the list failed: of when is it?  0: not known. */
void site_list_unread(const struct site_list *l, int64_t read_sec,
		      struct view_title *ret);
/* what  of the rule above the panel: the selected row */
void site_list_draw(struct site_list *l, struct frame *f, struct area body,
		    const char *what, const char *enter);

/* The members of view_ops that are the same for all; state is a struct site_list. */
enum view_use site_list_act(void *state, const struct scene *s, enum action a,
			    struct wish *ret);
bool site_list_useful(void *state, const struct scene *s, enum action a);
struct table *site_list_table(void *state);
struct table *site_list_rows(void *state);
bool site_list_text(void *state, struct find_pane *ret);

/* Why there is nothing: the installation was never read, its reading failed, or
 * otherwise (static). */
const char *site_list_empty(const struct site_list *l, const char *otherwise);
/* Draw a name as short as it is clear there (parts_brief). */
void site_list_name(const struct site_list *l, const char *name, struct pen *pen);
/* Ink of a row, and of what only accompanies it: quiet when its data is old. */
enum role site_list_role(void *ctx, size_t row);
enum role site_list_quiet(void *ctx, size_t row);

#endif

/*
 * Everything a key can mean, as rows: the look-up, the hint line and the help screen
 * are made of them.
 */
#ifndef TUI_VIEWS_ACTION_H
#define TUI_VIEWS_ACTION_H

#include "tui/kit/keymap.h"

/* Views by number: columns of the keymap and rows of view.c. */
enum view_id {
	VIEW_FLEET,
	VIEW_OVERVIEW,
	VIEW_STACKS,
	VIEW_STACK,
	VIEW_JOURNAL,
	VIEW_ACCESS,
	VIEW_MESSAGES,
	VIEW_HELP,
	VIEW_PAGE, /* text to read; place.thing says which */
	VIEW_THEMES,
	VIEW_JOBS,
	VIEW_METRICS,
	VIEW_HEARTBEATS,
	VIEW_SERVICES,
	VIEW_ALARMS,
};
#define VIEW_COUNT 15

/* What has the keys in a view: parts of the keymap's rows. */
enum action_part {
	ACTION_IN_LIST,
	ACTION_IN_TEXT, /* a panel or page of text */
	ACTION_IN_RAW,  /* raw JSON, over the view */
};

enum action {
	ACTION_UP,
	ACTION_DOWN,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_TOP,
	ACTION_BOTTOM,
	ACTION_HALF_UP,
	ACTION_HALF_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_OPEN,
	ACTION_ESC,
	ACTION_QUIT,
	ACTION_CANCEL,
	ACTION_SUSPEND,
	ACTION_REDRAW,
	ACTION_REFRESH,
	ACTION_HISTORY_BACK,
	ACTION_HISTORY_FORWARD,
	ACTION_LAST,
	ACTION_TAB_1, /* the nine screens follow in order */
	ACTION_TAB_2,
	ACTION_TAB_3,
	ACTION_TAB_4,
	ACTION_TAB_5,
	ACTION_TAB_6,
	ACTION_TAB_7,
	ACTION_TAB_8,
	ACTION_TAB_9,
	ACTION_NEXT_PANEL,
	ACTION_PREV_PANEL,
	ACTION_COMMAND,
	ACTION_FILTER,
	ACTION_NEXT_PROBLEM,
	ACTION_PREV_PROBLEM,
	ACTION_PROBLEMS,
	ACTION_HELP,
	ACTION_MARK,
	ACTION_MARK_RANGE,
	ACTION_SORT,
	ACTION_SORT_REVERSE,
	ACTION_JOURNAL,
	ACTION_VERIFY,
	ACTION_RENEW,
	ACTION_COPY,
	ACTION_COPY_ALL,
	ACTION_ACTIONS,
	ACTION_DEBUG,
	ACTION_REVEAL,
	ACTION_INCIDENT,
	ACTION_NOTE,
	ACTION_CUSTOMER,
	ACTION_EXPORT,
	ACTION_PALETTE,
	ACTION_TIME,
	ACTION_TIME_DISPLAY,
	ACTION_DESCRIBE,
	ACTION_COLUMNS,
	ACTION_WIDE,
	ACTION_MOUSE,
	ACTION_FULL,
	ACTION_ZOOM_IN,
	ACTION_ZOOM_OUT,
	ACTION_PAN_LEFT,
	ACTION_PAN_RIGHT,
	ACTION_STEP_LEFT,
	ACTION_STEP_RIGHT,
	ACTION_KEEP,
	ACTION_NEXT_MATCH,
	ACTION_PREV_MATCH,
	ACTION_FOLLOW,
};
#define ACTION_COUNT (ACTION_FOLLOW + 1)

/* The keymap's rows, most used first, and the names of the views in keys.conf. */
extern const struct binding action_rows[];
extern const size_t action_n_rows;
extern const char *const action_views[VIEW_COUNT];

/*
 * The sentence for an action that this version does not have, or NULL when it has it.
 */
const char *action_later(enum action a);

/* The screen behind a digit that does not exist yet: its sentence; NULL: it exists. */
const char *action_tab_later(size_t tab);

#endif

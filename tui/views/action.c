/*
 * The table of keys.  Order is the order of the hint line: what is used most in a
 * view stands first.  What this version does not have is a row too, so that its key
 * answers with a sentence and is never taken for something else.
 */
#include "tui/views/action.h"

#include "tui/views/later.h"

#define IN(view) (1u << VIEW_##view)
#define PARTS    (IN(HEARTBEATS) | IN(SERVICES) | IN(ALARMS)) /* of an installation */
#define SORTED   (IN(FLEET) | IN(STACKS) | IN(JOURNAL) | IN(MESSAGES) | IN(JOBS) | PARTS)
#define LISTS    (SORTED | IN(STACK)) /* a stack's tree keeps its order */
#define SITES                                                             \
	(IN(FLEET) | IN(OVERVIEW) | IN(STACKS) | IN(STACK) | IN(ACCESS) | \
	 IN(METRICS) | PARTS)
/* long texts */
#define READ  (IN(PAGE) | IN(JOURNAL) | IN(MESSAGES) | IN(STACK) | PARTS)
#define TEXTS (READ | IN(OVERVIEW) | IN(ACCESS))
#define ALL   KEYMAP_ALL

/* What has the keys there; a row without one holds whatever has them. */
#define LIST KEYMAP_PART(ACTION_IN_LIST)
#define TEXT KEYMAP_PART(ACTION_IN_TEXT)
#define RAW  KEYMAP_PART(ACTION_IN_RAW)

const char *const action_views[VIEW_COUNT] = {
	[VIEW_FLEET] = "fleet",
	[VIEW_OVERVIEW] = "overview",
	[VIEW_STACKS] = "stacks",
	[VIEW_STACK] = "stack",
	[VIEW_JOURNAL] = "journal",
	[VIEW_ACCESS] = "access",
	[VIEW_MESSAGES] = "messages",
	[VIEW_HELP] = "help",
	[VIEW_PAGE] = "page",
	[VIEW_THEMES] = "themes",
	[VIEW_JOBS] = "jobs",
	[VIEW_METRICS] = "metrics",
	[VIEW_HEARTBEATS] = "heartbeats",
	[VIEW_SERVICES] = "services",
	[VIEW_ALARMS] = "alarms",
};

/* A row of the table; a macro, since clang-format would align all rows as one. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

const struct binding action_rows[] = {
	/* what a view is for */
	ROW(IN(FLEET) | LIST, ACTION_OPEN, "open", "Enter", "open",
	    "Open the overview of the installation under the cursor."),
	ROW(IN(OVERVIEW) | LIST | TEXT, ACTION_OPEN, "open", "Enter", "open",
	    "Open what the selected line is about."),
	ROW(IN(STACKS) | LIST, ACTION_OPEN, "open", "Enter", "open",
	    "Open the stack under the cursor: resources, events, outputs."),
	ROW(IN(STACK) | LIST, ACTION_OPEN, "open", "Enter", "detail",
	    "Go to the resource's detail; on a group: fold or unfold it."),
	ROW(IN(STACK) | TEXT, ACTION_OPEN, "open", "Enter", NULL,
	    "Give the panel the whole screen, and back."),
	ROW(IN(JOURNAL) | LIST, ACTION_FILTER, "filter", "/",
	    "who: inst: action: result: words|words",
	    "Filter the records; who: inst: action: result: mode: kind: name a field."),
	ROW(IN(JOURNAL) | IN(PAGE) | TEXT, ACTION_FILTER, "filter", "/", "find",
	    "Find words in the text; Esc ends it."),
	ROW(IN(JOURNAL) | LIST | TEXT, ACTION_OPEN, "open", "Enter",
	    "full record|record", "Show the whole record, or the list again."),
	ROW(IN(JOURNAL), ACTION_VERIFY, "verify", "V", "verify",
	    "Verify the journal: recompute every hash and signature."),
	ROW(IN(JOBS), ACTION_CANCEL, "cancel", "Ctrl-C", "give it up",
	    "Give up the job under the cursor."),
	ROW(IN(JOBS) | LIST, ACTION_OPEN, "open", "Enter", "overview",
	    "Open the overview of the job's installation."),
	ROW(IN(METRICS), ACTION_OPEN, "open", "Enter", "zoom chart|zoom",
	    "Give the chart the whole screen, and back."),
	ROW(IN(METRICS), ACTION_LEFT, "left", "h Left", NULL,
	    "The time cursor of all charts to the left."),
	ROW(IN(METRICS), ACTION_RIGHT, "right", "l Right", "cursor",
	    "The time cursor of all charts to the right."),
	ROW(IN(METRICS), ACTION_ZOOM_IN, "zoom-in", "z", "time zoom|zoom",
	    "Show less time, around the cursor."),
	ROW(IN(METRICS), ACTION_STEP_LEFT, "step-left", "H", NULL,
	    "The time cursor to the value before."),
	ROW(IN(METRICS), ACTION_STEP_RIGHT, "step-right", "L", NULL,
	    "The time cursor to the next value."),
	ROW(IN(METRICS), ACTION_ZOOM_OUT, "zoom-out", "Z", "wider",
	    "Show more time, around the cursor."),
	ROW(IN(METRICS), ACTION_PAN_LEFT, "pan-left", "<", "earlier",
	    "Half of what is shown back in time."),
	ROW(IN(METRICS), ACTION_PAN_RIGHT, "pan-right", ">", "later",
	    "Half of what is shown forward in time."),
	ROW(IN(METRICS), ACTION_TIME, "time", "T", "go to time|time",
	    "Go to a time: 14:02, -1h, yesterday 9:00."),
	ROW(IN(METRICS), ACTION_TAB_5, "logs", "5", "logs at cursor|logs",
	    "Logs of the minute under the cursor."),
	ROW(IN(METRICS), ACTION_COLUMNS, "columns", "c", "choose",
	    "Choose which metrics are shown."),
	ROW(IN(METRICS), ACTION_EXPORT, "export", "O", NULL, "Export the values."),
	ROW(IN(METRICS), ACTION_NEXT_PANEL, "next-panel", "Tab", "next chart|next",
	    "Go to the next chart."),
	ROW(IN(METRICS), ACTION_PREV_PANEL, "prev-panel", "S-Tab", NULL,
	    "Go to the chart before."),
	ROW(IN(METRICS), ACTION_NEXT_PROBLEM, "next-problem", "e", "next event|event",
	    "Go to the next event: a deploy, a failure, one of us."),
	ROW(IN(METRICS), ACTION_PREV_PROBLEM, "prev-problem", "E", NULL,
	    "Go to the event before."),
	ROW(IN(METRICS), ACTION_TOP, "top", "g Home", NULL,
	    "The time cursor to the oldest value."),
	ROW(IN(METRICS), ACTION_BOTTOM, "bottom", "G End", NULL,
	    "The time cursor to the newest value."),
	ROW(IN(MESSAGES) | LIST | TEXT, ACTION_OPEN, "open", "Enter",
	    "whole message|message", "Show the message alone, or the list again."),
	ROW(IN(HEARTBEATS) | LIST | TEXT, ACTION_OPEN, "open", "Enter",
	    "its gaps and facts|gaps",
	    "Show all of the agent, with its gaps, or the list again."),
	ROW(IN(SERVICES) | LIST | TEXT, ACTION_OPEN, "open", "Enter", "all facts|facts",
	    "Show all facts of the part and what is wrong, or the list again."),
	ROW(IN(ALARMS) | LIST | TEXT, ACTION_OPEN, "open", "Enter", "history",
	    "Show the alarm with its history, or the list again."),
	ROW(IN(THEMES), ACTION_OPEN, "open", "Enter", "keep it",
	    "Keep the theme under the cursor."),
	ROW(IN(THEMES), ACTION_ESC, "back", "Esc", "as it was",
	    "Leave, and go back to the theme in use."),
	ROW(IN(HELP), ACTION_ESC, "back", "Esc", "close",
	    "Clear what is typed, then close help."),
	ROW(IN(HELP), ACTION_DOWN, "down", "Down", "scroll", "A line down."),
	ROW(IN(HELP), ACTION_PAGE_DOWN, "page-down", "PgDn", "page", "A page down."),
	ROW(IN(ACCESS), ACTION_RENEW, "renew", "R", "renew",
	    "Renew the session before it ends; asks first."),
	ROW(READ, ACTION_PAGE_DOWN, "page-down", "PgDn Ctrl-F", "page", "A page down."),
	ROW(READ, ACTION_BOTTOM, "bottom", "G End", "end", "Go to the end."),
	ROW(IN(OVERVIEW) | IN(STACK) | LIST | TEXT, ACTION_NEXT_PANEL, "next-panel",
	    "Tab", "next panel|panel", "Go to the next panel."),
	ROW(IN(OVERVIEW) | IN(STACK) | LIST | TEXT, ACTION_PREV_PANEL, "prev-panel",
	    "S-Tab", NULL, "Go to the panel before."),
	ROW(IN(FLEET) | IN(STACKS) | LIST, ACTION_MARK, "mark", "Space", "mark",
	    "Mark the row, or not, and go down; y Y copy the marked rows, r reads "
	    "them."),
	ROW((LISTS & ~IN(JOURNAL)) | IN(OVERVIEW) | LIST, ACTION_FILTER, "filter", "/",
	    "filter",
	    "Keep rows: word, \"two words\", col:word, col:=word, col>3, !not; Esc "
	    "clears."),
	ROW((TEXTS & ~(IN(JOURNAL) | IN(PAGE))) | TEXT, ACTION_FILTER, "filter", "/",
	    "find", "Find words in the text; Esc ends it."),
	ROW(LISTS | IN(OVERVIEW) | RAW, ACTION_FILTER, "filter", "/", "find",
	    "Find words in the raw JSON; Esc ends it."),
	ROW(SORTED | LIST, ACTION_SORT, "sort", "s", "sort",
	    "Sort by a column; the same one again turns the order around."),
	ROW(SORTED | LIST, ACTION_SORT_REVERSE, "sort-reverse", "S", NULL,
	    "Reverse the order."),
	ROW(IN(STACK) | LIST, ACTION_SORT, "sort", "s", NULL,
	    "Not here: the resources keep their order, worst group first."),
	ROW(IN(STACK) | LIST, ACTION_SORT_REVERSE, "sort-reverse", "S", NULL,
	    "Not here: the resources keep their order, worst group first."),
	ROW(LISTS | LIST, ACTION_PROBLEMS, "problems", "!", "problems only|problems",
	    "Show problems only, or everything again."),
	ROW((SITES & ~(IN(ACCESS) | IN(METRICS))) | LIST | RAW, ACTION_NEXT_PROBLEM,
	    "next-problem", "e", "next problem|next", "Go to the next problem."),
	ROW((SITES & ~(IN(ACCESS) | IN(METRICS))) | LIST | RAW, ACTION_PREV_PROBLEM,
	    "prev-problem", "E", NULL, "Go to the problem before."),
	ROW(IN(STACK) | TEXT, ACTION_NEXT_PROBLEM, "next-problem", "e", "next",
	    "In the events: go to the next one that failed."),
	ROW(IN(STACK) | TEXT, ACTION_PREV_PROBLEM, "prev-problem", "E", NULL,
	    "In the events: go to the failed one before."),
	ROW(IN(MESSAGES) | LIST | RAW, ACTION_NEXT_PROBLEM, "next-problem", "e",
	    "next problem|next", "Go to the next warning."),
	ROW(IN(MESSAGES) | LIST | RAW, ACTION_PREV_PROBLEM, "prev-problem", "E", NULL,
	    "Go to the warning before."),
	ROW(IN(JOBS) | LIST | RAW, ACTION_NEXT_PROBLEM, "next-problem", "e", NULL,
	    "Go to the next job that AWS throttles."),
	ROW(IN(JOBS) | LIST | RAW, ACTION_PREV_PROBLEM, "prev-problem", "E", NULL,
	    "Go to the throttled job before."),
	ROW(IN(JOURNAL) | LIST | RAW, ACTION_NEXT_PROBLEM, "next-problem", "e",
	    "next refusal|next", "Go to the next record that did not end well."),
	ROW(IN(JOURNAL) | LIST | RAW, ACTION_PREV_PROBLEM, "prev-problem", "E", NULL,
	    "Go to the record before that did not end well."),
	ROW(LISTS | IN(OVERVIEW) | LIST | TEXT, ACTION_COPY, "copy", "y", "copy",
	    "Copy the name or id of the row, or of all marked ones."),
	ROW(LISTS | IN(OVERVIEW) | LIST | TEXT, ACTION_COPY_ALL, "copy-all", "Y", "ARN",
	    "Copy the ARN, or the whole row as JSON; of all marked ones."),
	ROW(LISTS | IN(OVERVIEW) | RAW, ACTION_COPY, "copy", "y", "copy",
	    "Copy the raw JSON."),
	ROW(LISTS | IN(OVERVIEW) | RAW, ACTION_COPY_ALL, "copy-all", "Y", NULL,
	    "Copy the raw JSON."),
	ROW(ALL, ACTION_ACTIONS, "actions", "a", "actions",
	    "What can be done here, with keys; what asks first stands last."),
	ROW(ALL, ACTION_COMMAND, "command", ":", "command",
	    "Type a command, as :theme (colours) or :quit; Tab takes the grey part."),
	ROW(ALL, ACTION_NEXT_MATCH, "next-match", "n", "next match|next",
	    "In a text: go to the next line that has what / finds."),
	ROW(LISTS | IN(OVERVIEW) | LIST | TEXT, ACTION_DESCRIBE, "describe", "d", NULL,
	    "Show the row as raw JSON, and back; y there copies it."),
	ROW(LISTS | IN(OVERVIEW) | RAW, ACTION_DESCRIBE, "describe", "d", NULL,
	    "Close the raw JSON; Esc and q do, too."),
	ROW(LISTS | LIST, ACTION_MARK_RANGE, "mark-range", "v", NULL,
	    "Mark the rows from the last mark to here."),
	ROW((LISTS & ~(IN(FLEET) | IN(STACKS))) | LIST, ACTION_MARK, "mark", "Space",
	    NULL, "Mark the row, or not, and go down; y Y copy the marked rows."),
	ROW(LISTS | LIST, ACTION_WIDE, "wide", "w", NULL,
	    "Show all columns whole, h l move sideways; again: as before."),
	ROW(TEXTS | TEXT, ACTION_WIDE, "wide", "w", NULL,
	    "Cut long lines of text, or wrap them again."),
	ROW(LISTS | IN(OVERVIEW) | RAW, ACTION_WIDE, "wide", "w", NULL,
	    "Cut long lines of text, or wrap them again."),
	ROW(LISTS | LIST, ACTION_COLUMNS, "columns", "c", NULL, "Choose the columns."),
	ROW(IN(STACK) | LIST, ACTION_LEFT, "left", "h Left", "fold", "Fold the group."),
	ROW(IN(STACK) | LIST, ACTION_RIGHT, "right", "l Right", NULL,
	    "Unfold the group."),
	ROW(SITES, ACTION_JOURNAL, "journal-of", "J", "journal of it",
	    "Show the journal of the selected installation."),
	ROW(SITES & ~IN(ACCESS), ACTION_RENEW, "renew", "R", NULL,
	    "Renew the session of the installation; asks first."),
	ROW(ALL, ACTION_REFRESH, "refresh", "r Ctrl-R F5", "refresh",
	    "Read again what is on the screen."),
	ROW(ALL, ACTION_PALETTE, "palette", "Ctrl-P", "palette",
	    "Commands, installations and actions in one list; type to find."),
	ROW(ALL, ACTION_HELP, "help", "? F1", "help",
	    "Keys here, then everywhere; type to filter."),

	/* moving */
	ROW(ALL, ACTION_DOWN, "down", "j Down", NULL, "Move down."),
	ROW(ALL, ACTION_UP, "up", "k Up", NULL, "Move up."),
	ROW(ALL, ACTION_TOP, "top", "g Home", NULL, "Go to the top."),
	ROW(ALL, ACTION_BOTTOM, "bottom", "G End", NULL, "Go to the bottom."),
	ROW(ALL, ACTION_HALF_DOWN, "half-down", "Ctrl-D", NULL, "Half a page down."),
	ROW(ALL, ACTION_HALF_UP, "half-up", "Ctrl-U", NULL, "Half a page up."),
	ROW(ALL, ACTION_PAGE_DOWN, "page-down", "Ctrl-F PgDn", NULL, "A page down."),
	ROW(ALL, ACTION_PAGE_UP, "page-up", "Ctrl-B PgUp", NULL, "A page up."),
	ROW(ALL, ACTION_LEFT, "left", "h Left", NULL,
	    "Sideways: a column to the left in a wide list."),
	ROW(ALL, ACTION_RIGHT, "right", "l Right", NULL,
	    "Sideways: a column to the right in a wide list."),

	ROW(ALL, ACTION_PREV_MATCH, "prev-match", "N", NULL,
	    "In a text: go to the line before that has it."),

	/* between screens */
	ROW(ALL, ACTION_ESC, "back", "Esc", "clear the filter|clear filter",
	    "Close one layer: filter, marks, then the screen; back to the one before."),
	ROW(ALL, ACTION_QUIT, "quit", "q", NULL,
	    "Back; at the fleet: ask whether to quit (leave, exit)."),
	ROW(ALL, ACTION_HISTORY_BACK, "history-back", "[", NULL,
	    "The screen before, as a browser does."),
	ROW(ALL, ACTION_HISTORY_FORWARD, "history-forward", "]", NULL,
	    "Forward again."),
	ROW(ALL, ACTION_LAST, "last", "-", NULL,
	    "The screen seen last, and back again."),
	ROW(ALL, ACTION_TAB_1, "fleet", "1", NULL,
	    "Fleet: every installation, worst first."),
	ROW(ALL, ACTION_TAB_2, "overview", "2", NULL,
	    "Overview of the selected installation."),
	ROW(ALL, ACTION_TAB_3, "stacks", "3", NULL,
	    "Stacks of the selected installation."),
	ROW(ALL, ACTION_TAB_4, "metrics", "4", NULL,
	    "Metrics of the selected installation."),
	ROW(ALL, ACTION_TAB_9, "journal", "9", NULL,
	    "Journal of this installation, at the fleet of all; a second 9 shows all."),
	ROW(ALL, ACTION_VERIFY, "verify", "V", NULL,
	    "Verify the journal: recompute every hash and signature."),
	ROW(ALL, ACTION_CANCEL, "cancel", "Ctrl-C", NULL,
	    "Give up what is running; twice within a second quits."),
	ROW(ALL, ACTION_SUSPEND, "suspend", "Ctrl-Z", NULL, "Suspend; fg comes back."),
	ROW(ALL, ACTION_REDRAW, "redraw", "Ctrl-L", NULL, "Draw everything anew."),
	ROW(ALL, ACTION_TIME_DISPLAY, "time-display", "t", NULL,
	    "Times in UTC, local, the customer's, as ages; and round again."),
	ROW(ALL, ACTION_FULL, "full", "F", NULL,
	    "Give the focused panel the whole screen, and back."),
	ROW(ALL, ACTION_MOUSE, "mouse", "F2", NULL,
	    "The mouse selects rows and scrolls; F2 again gives it back."),

	/* not in this version: each answers with its sentence */
	ROW(ALL, ACTION_TAB_5, "logs", "5", NULL, "Logs."),
	ROW(ALL, ACTION_TAB_6, "loads", "6", NULL, "Loads."),
	ROW(ALL, ACTION_TAB_7, "incidents", "7", NULL, "Incidents."),
	ROW(ALL, ACTION_TAB_8, "posture", "8", NULL, "Posture."),
	ROW(ALL, ACTION_DEBUG, "debug", "D", NULL, "Debug session."),
	ROW(ALL, ACTION_REVEAL, "reveal", "x", NULL, "Reveal a masked value."),
	ROW(ALL, ACTION_INCIDENT, "incident", "i", NULL, "Open an incident."),
	ROW(ALL, ACTION_NOTE, "note", "+", NULL, "Add a note."),
	ROW(ALL, ACTION_CUSTOMER, "customer", "u", NULL, "Update the customer."),
	ROW(ALL, ACTION_EXPORT, "export", "O", NULL, "Export."),
	ROW(ALL, ACTION_KEEP, "keep", "&", NULL, "Keep matching lines."),
	ROW(ALL, ACTION_FOLLOW, "follow", "f", NULL, "Follow."),
};
const size_t action_n_rows = ARRAY_LEN(action_rows);

static const char *name_of(enum action a)
{
	for (size_t i = 0; i < action_n_rows; i++)
		if (action_rows[i].action == (int)a)
			return action_rows[i].name;
	return "";
}

const char *action_later(enum action a)
{
	return later_of(str_of(name_of(a)));
}

const char *action_tab_later(size_t tab)
{
	return tab >= 1 && tab <= 9
		       ? action_later((enum action)(ACTION_TAB_1 + (int)tab - 1))
		       : NULL;
}

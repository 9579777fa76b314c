/*
 * What the parts of the console share; each says on its first line what it is:
 * console.c (life, keys), and console_*.c beside it.
 */
#ifndef TUI_CONSOLE_IMPL_H
#define TUI_CONSOLE_IMPL_H

#include "core/base/clock.h"
#include "tui/command.h"
#include "tui/console.h"
#include "tui/console_confirm.h"
#include "tui/kit/dialog.h"
#include "tui/kit/menu.h"
#include "tui/kit/theme_file.h"
#include "tui/views/notices.h"
#include "tui/views/times.h"
#include "tui/views/views.h"

#define PAST_MAX 100

enum prompting {
	PROMPTING_NOT,
	PROMPTING_COMMAND,
	PROMPTING_FILTER
};
enum asking {
	ASKING_NOT,
	ASKING_CONFIRM, /* console_confirm.c */
	ASKING_MFA
};

struct console;

/* The screen, standing still, and the cell that is looked at. */
struct inspect {
	bool on;
	bool frozen; /* frame holds the screen */
	int row, col;
	struct frame frame;
};

/*
 * What a menu's owner does with its events (all but MENU_OPEN).  c->menu can be read;
 * after MENU_CLOSED the console closes it, after MENU_TAKEN the owner does, unless it
 * shall stay.
 */
typedef void menu_answer(struct console *c, const struct scene *s, enum menu_event e);

struct console {
	struct console_host host;
	struct keymap keymap;
	void *states[VIEW_COUNT];

	struct place past[PAST_MAX];
	size_t n_past, at;
	struct place last;          /* for "-" */
	enum action_part last_part; /* what had the keys there */
	bool has_last;

	enum prompting prompting;
	struct prompt command, filter;
	struct command_error error; /* of the line last entered; text "" none */

	struct filter_error filter_error; /* of what is typed after "/"; text "" none */

	bool describing; /* the raw JSON of a row lies over the view */
	struct detail raw;

	enum asking asking;
	struct dialog dialog;
	unsigned n_asked;    /* dialogs so far: a new one has another number */
	confirm_yes *yes;    /* of ASKING_CONFIRM */
	struct menu menu;    /* while menu_answer is set */
	menu_answer *answer; /* NULL: no menu is open */
	char metric_ids[METRICS_MAX][METRIC_ID]; /* rows of the menu of metrics */
	char about[PLACE_INST];                  /* installation of the dialog */
	struct key key; /* being handled: trigger of a dialog */
	/* Keys that did nothing: this one, and the one pressed before it. */
	struct key useless, was_useless;

	enum times times;           /* in which zone times are written */
	char tried[THEME_NAME_MAX]; /* theme tried on in the list; "" none */
	struct inspect inspect;

	struct messages messages;
	int64_t cancelled_us; /* last Ctrl-C; 0 */
	int rows, cols;       /* of the last frame */
	bool fresh;           /* the newest message stands in the strip */
	bool tiny;            /* last drawn on a screen that is too small */
	bool tiny_q;          /* q was pressed there: the next one quits */
	struct notices notices;

	const struct scene *scene; /* during a call; for completion */
};

/* The view that is open, and its state. */
const struct view_ops *console_here(const struct console *c);
void *console_state(const struct console *c);
/* The installation that keys and commands are about; "" none. */
const char *console_inst(const struct console *c);

void console_go_to(struct console *c, const struct scene *s, enum view_id view,
		   const char *inst, const char *thing);
/* given empty: the installation of the view; without one there is a sentence. */
void console_go_inst(struct console *c, const struct scene *s, enum view_id view,
		     struct str given);
/* Close this layer. */
void console_go_up(struct console *c, const struct scene *s);
/* The view takes the place in, and the program learns what to read often. */
void console_arrive(struct console *c, const struct scene *s);
/* "-", and along the past: -1 back, 1 forward. */
void console_go_last(struct console *c, const struct scene *s);
void console_walk(struct console *c, const struct scene *s, int step);

/* Say that a key did nothing; a: what it means, KEYMAP_NONE nothing. */
void console_no_use(struct console *c, const struct scene *s, struct key k, int a);
/* The key of an action here, for a sentence; otherwise: where it has none. */
void console_add_key(const struct console *c, enum action a, const char *otherwise,
		     struct buf *out);

/* A note of the console's own, with the strip. */
void console_remark(struct console *c, const struct scene *s, const char *text);

/* console_theme.c: the list tries on what its cursor stands on; call after each key. */
void console_theme_follow(struct console *c, const struct scene *s);
void console_theme_keep(struct console *c, const struct scene *s, struct str name);
/* :theme [NAME|inspect] */
void console_run_theme(struct console *c, const struct scene *s, struct str word);
void console_inspect_end(struct console *c);
void console_inspect_key(struct console *c, const struct scene *s, struct key k);
/* Nothing but the inspector would be drawn into this frame. */
bool console_inspect_frozen(const struct console *c, const struct frame *f);
/* Over the frame as drawn, or over the one that stands still. */
void console_inspect_draw(struct console *c, const struct scene *s, struct frame *f);

void console_ask_quit(struct console *c, const struct scene *s);
void console_ask_renew(struct console *c, const struct scene *s, const char *inst);
void console_ask_drop(struct console *c, const struct scene *s, const char *inst);
void console_open_dialog(struct console *c, const struct scene *s, enum asking what);
void console_close_dialog(struct console *c); /* none open: nothing happens */
/* The acting button of ASKING_CONFIRM was pressed. */
void console_confirmed(struct console *c, const struct scene *s);
void console_dialog_key(struct console *c, const struct scene *s, struct key k);

/*
 * Show c->menu, which the owner has made with menu_init(), menu_add(), menu_ready(); a
 * prompt or menu that was open is closed first, so close it before menu_init():
 *   console_close_menu(c); menu_init(&c->menu, ...); ...; console_open_menu(c, answer);
 */
void console_open_menu(struct console *c, menu_answer *answer);
void console_close_menu(struct console *c); /* nothing open: nothing happens */
void console_menu_key(struct console *c, const struct scene *s, struct key k);
void console_menu_paste(struct console *c, const struct scene *s, struct str bytes);

/* What a key of that action does; false: nothing here. */
bool console_act(struct console *c, const struct scene *s, enum action a);
/* A line that was entered; false: ret_error says what is wrong, and nothing changed.
 * line must not be the text of c->command or c->menu, which go. */
bool console_submit(struct console *c, const struct scene *s, struct str line,
		    struct command_error *ret_error);
/* Is it a whole command of this version, or the name of an installation, each word
 * written out? */
bool console_understands(struct console *c, const struct scene *s, struct str line);
/* A line that a key is bound to; what is wrong with it is shown on the command line. */
void console_run_line(struct console *c, const struct scene *s, const char *line);
/* console_actions.c, console_palette.c */
void console_open_actions(struct console *c, const struct scene *s);
void console_open_palette(struct console *c, const struct scene *s);
/* What words mean on a command line; columns, empty, holds what it borrows. */
struct command_context console_context(const struct console *c, const struct scene *s,
				       struct buf *columns);
/* What Tab does on a command line. */
struct prompt_complete console_completion(struct console *c);
/* The screen as it is drawn, as text, to the clipboard. */
void console_copy_view(struct console *c, const struct scene *s);

void console_open_command(struct console *c, const char *text);
void console_open_filter(struct console *c, const struct scene *s);
/* The line that is typed is gone; none: nothing happens. */
void console_end_prompt(struct console *c);
void console_command_key(struct console *c, const struct scene *s, struct key k);
void console_filter_key(struct console *c, const struct scene *s, struct key k);
/* scope  "all", a name, or empty: what is on the screen */
void console_refresh(struct console *c, const struct scene *s, struct str scope);

/* The table that has the keys; NULL. */
struct table *console_table(const struct console *c);
/* The list that y, Y and d are about; NULL. */
struct table *console_rows(const struct console *c);
/* What a key does in it.  False: nothing. */
bool console_table_act(struct console *c, const struct scene *s, enum action a);
/* Close a layer of it: the filter, then the marks.  False: none is open. */
bool console_table_escape(struct console *c, const struct scene *s);
bool console_can_filter(struct console *c);
/* False: it makes no sense, or lacks a word; ret says which. */
bool console_filter_whole(struct console *c, struct str words,
			  struct filter_error *ret);
const char *console_filter_text(struct console *c); /* "" none */
void console_filter(struct console *c, const struct scene *s, struct str words);
void console_columns(const struct console *c, struct buf *out); /* as they are typed */
/* Of the text in the prompt, at each key and at Enter; false: it makes no sense. */
void console_filter_typed(struct console *c, const struct scene *s);
bool console_filter_entered(struct console *c, const struct scene *s);
void console_filter_advice(struct console *c, struct frame *f, struct area a);
/* h and l in wide mode.  False: it is not wide. */
bool console_table_sideways(struct console *c, const struct scene *s, enum action a);

/* The pickers of s and c; by name: "" opens the chooser. */
void console_pick_sort(struct console *c);
void console_choose_columns(struct console *c);
void console_set_columns(struct console *c, const struct scene *s, struct str names);
/* What the list's own order is called, in one word; empty: nothing picks it. */
struct str console_own_order(const struct console *c);
/* By a column, or back to its own order; false: no such column. */
bool console_sort(struct console *c, const struct scene *s, struct str column,
		  bool reverse);
void console_table_title(const struct console *c, struct view_title *ret);
/* The filter, or what is looked for, in it; before or after the others.
 *
 * width  of the title rule */
void console_filter_title(struct console *c, int width, struct view_title *ret);

/* console_metrics.c: which metrics are shown, :metrics, :goto, :range. */
void console_choose_metrics(struct console *c, const struct scene *s);
void console_run_metrics(struct console *c, const struct scene *s, struct str words);
void console_run_goto(struct console *c, const struct scene *s, struct str when);
void console_run_range(struct console *c, const struct scene *s, struct str span);

/* console_find.c: the text that has the keys, where / looks for words. */
bool console_text(struct console *c, struct find_pane *ret);
/* What has the keys. */
enum action_part console_part(const struct console *c);
/* n, N, and Esc that ends it.  False: not used. */
bool console_find_act(struct console *c, const struct scene *s, enum action a);
void console_find_count(struct console *c, struct buf *out);

/* console_session.c: the display of times; another one is told in a sentence. */
void console_use_times(const struct console *c, const struct scene *s);
void console_choose_times(struct console *c, const struct scene *s, enum times t);
void console_next_times(struct console *c, const struct scene *s);

/* Copy the marked rows, or the selected one: names, or the whole (ARN, JSON). */
void console_copy_row(struct console *c, const struct scene *s, bool whole);
/* Lay the raw JSON of the selected row over the view, while c->describing. */
void console_describe(struct console *c, const struct scene *s);
void console_end_describe(struct console *c);
bool console_describe_act(struct console *c, const struct scene *s, enum action a);
void console_describe_draw(struct console *c, struct frame *f, struct area body);
void console_describe_title(const struct console *c, struct view_title *ret);

/* The scene is another: the view takes it in. */
void console_update(struct console *c, const struct scene *s);

#endif

/*
 * A box over the scrim that asks.  It opens with the focus on the safe side, is deaf
 * for 250 ms (and says so when a key came then), and the key that opened it presses
 * nothing until another key came; pasted text reaches fields only.  Enter in a field
 * goes on to the next stop, except in an input dialog, where it means the one thing the
 * dialog is for.  Without fields y presses the acting button and n the safe one.
 */
#ifndef TUI_KIT_DIALOG_H
#define TUI_KIT_DIALOG_H

#include "tui/kit/frame.h"
#include "tui/kit/key.h"
#include "tui/kit/prompt.h"

#define DIALOG_LINES   24
#define DIALOG_FIELDS  4
#define DIALOG_DEAF_MS 250

enum dialog_kind {
	DIALOG_NOTICE,  /* something to read; one button */
	DIALOG_CONFIRM, /* safe button, then the one that acts; may have fields */
	DIALOG_INPUT,   /* one field; Enter in it acts when it is filled */
};

enum dialog_event {
	DIALOG_OPEN, /* still asking; draw again */
	DIALOG_YES,  /* the acting button */
	DIALOG_NO,   /* the safe button, Esc, Ctrl-C; a notice that was read */
};

struct dialog_line {
	enum role role;
	char *label; /* "Will do"; NULL: none */
	char *text;  /* wrapped under itself; NULL: blank line */
};

struct dialog_field {
	char *label;
	char *must_be;  /* exact text needed; NULL: any */
	bool required;  /* not empty */
	int least;      /* characters at least, blanks at the ends not counted; 0 */
	size_t at_line; /* stands before this line of the dialog */
	int drawn_at;   /* line of the contents at the last drawing */
	struct prompt prompt;
};

struct dialog {
	enum dialog_kind kind;
	char *title;
	char *safe, *act; /* words of the buttons; act NULL in a notice */
	struct dialog_line lines[DIALOG_LINES];
	size_t n_lines;
	struct dialog_field fields[DIALOG_FIELDS];
	size_t n_fields;
	size_t focus; /* 0..n_fields-1 a field, then safe, then act */
	int64_t opened_ms;
	struct key trigger; /* what opened it */
	bool other_key;     /* a key that is not the trigger came */
	bool refused;       /* the acting button was pressed with a field not filled */
	bool stray;         /* the last key pressed nothing */
	bool early;         /* what came last came in the deaf time: not taken */
	char *failed;       /* why what was confirmed could not be done; NULL */
	int scroll;         /* contents taller than the screen: first line drawn */
	int page;           /* lines of contents seen at the last drawing */
	bool to_focus;      /* scroll so that the focused field is seen */
};

/*
 * Make a dialog.  All texts are copied.
 *
 * safe, act  words of the buttons: "Keep open", "Close incident"; NULL takes
 *            "Cancel"/"OK" (notice: "Close")
 * now_ms     monotonic
 * trigger    key that caused it; code 0: none
 */
void dialog_init(struct dialog *d, enum dialog_kind kind, const char *title,
		 const char *safe, const char *act);
void dialog_release(struct dialog *d);
void dialog_line(struct dialog *d, const char *label, enum role role, struct str text);
void dialog_linef(struct dialog *d, const char *label, enum role role, const char *fmt,
		  ...) PRINTF(4, 5);
/*
 * A field where it is called, between the lines.  A label no wider than those of the
 * lines stands in their column, a longer one has a blank line before it.
 *
 * must_be  NULL: free text
 * Returns  the field's number.
 */
size_t dialog_field(struct dialog *d, const char *label, const char *must_be,
		    bool required, bool secret);
/* So many characters are needed; said below the field. */
void dialog_field_least(struct dialog *d, size_t field, int least);
/* What was confirmed could not be done: say why, keep what was typed, and go back to
 * the safe button. */
void dialog_failed(struct dialog *d, const char *why);
/* The clock of the deaf time starts; call once, when it is shown. */
void dialog_open(struct dialog *d, int64_t now_ms, struct key trigger);

enum dialog_event dialog_key(struct dialog *d, struct key k, int64_t now_ms);
void dialog_paste(struct dialog *d, struct str bytes, int64_t now_ms);
struct str dialog_value(const struct dialog *d, size_t field); /* borrowed */

/* Scrim over all that is drawn, its keys on the last line, then the box in the middle.
 */
void dialog_draw(struct dialog *d, struct frame *f);

#endif

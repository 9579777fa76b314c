/*
 * A one-line editor: readline keys, UTF-8, paste, history, grey completion, and a
 * secret form that shows dots.
 *
 * A paste never submits: its newlines become blanks.  Secret text is wiped when
 * released and never enters the history.
 */
#ifndef TUI_KIT_PROMPT_H
#define TUI_KIT_PROMPT_H

#include "tui/kit/frame.h"
#include "tui/kit/key.h"

#define PROMPT_HISTORY 200

/* What Tab does; either may be NULL. */
struct prompt_complete {
	/* The grey tail that would complete text ("-prod-eu"), or nothing. */
	void (*tail)(void *ctx, struct str text, struct buf *out);
	void *ctx;
	/* Where nothing continues text: what Tab puts in its place ("mesg": messages),
	 * or nothing. */
	void (*instead)(void *ctx, struct str text, struct buf *out);
};

struct prompt {
	const char *label; /* ":" or "Code"; borrowed */
	bool secret;       /* show • for each character */
	struct prompt_complete complete;
	struct buf text;   /* valid UTF-8, no control bytes, <= LIMIT_PROMPT bytes */
	size_t cursor;     /* byte offset, on a grapheme border */
	struct buf killed; /* for Ctrl-Y */
	char **history;    /* oldest first */
	size_t n_history, cap_history;
	size_t at;        /* history line shown; n_history: the text being typed */
	struct buf draft; /* what was typed before Up */
	bool searching;   /* Ctrl-R */
	struct buf needle;
};

enum prompt_event {
	PROMPT_NOTHING, /* key not used: the owner may */
	PROMPT_MOVED,   /* cursor or mode changed */
	PROMPT_CHANGED, /* text changed: live filters run again */
	PROMPT_SUBMIT,  /* Enter */
	PROMPT_CANCEL,  /* Esc, Ctrl-C, Ctrl-G */
};

void prompt_init(struct prompt *p, const char *label, bool secret);
void prompt_release(struct prompt *p);
void prompt_set(struct prompt *p, struct str text); /* made safe; cursor at its end */
struct str prompt_text(const struct prompt *p);     /* borrowed until the next change */
/* Does a grey tail stand behind the text? */
bool prompt_tail(const struct prompt *p);
enum prompt_event prompt_key(struct prompt *p, struct key k);
void prompt_paste(struct prompt *p, struct str bytes);
/* Remember a line (not a secret one, not empty, not the last one again). */
void prompt_remember(struct prompt *p, struct str line);
/* On one line of the area, scrolled so that the cursor is seen; sets the frame's
 * cursor. */
void prompt_draw(struct prompt *p, struct frame *f, struct area a, int line,
		 const char *focus);

#endif

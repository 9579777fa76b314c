/*
 * The console without terminal and program: places and their history, keys, prompt,
 * dialogs, messages, and the frame that shows them.  It is fed scenes and keys and
 * asks its host for what only the program can do; tests are a host too.
 */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

#include "tui/kit/input.h"
#include "tui/kit/saved.h"
#include "tui/views/times.h"
#include "tui/views/view.h"

/* What becomes of a theme. */
enum theme_step {
	THEME_TRY,     /* draw with it for now */
	THEME_KEEP,    /* from now on */
	THEME_RESTORE, /* back to the one in use; the name says nothing */
};

/* What the console asks for.  Nothing may be NULL. */
struct console_host {
	void (*refresh)(void *ctx, const char *inst); /* "" : all */
	void (*renew)(void *ctx, const char *inst);
	void (*drop)(void *ctx, const char *inst);
	void (*verify)(void *ctx);
	void (*cancel)(void *ctx, const char *job); /* its id; "": all that runs */
	void (*retry)(void *ctx);
	void (*mfa)(void *ctx, const char *code); /* NULL: declined */
	void (*redraw)(void *ctx);
	void (*suspend)(void *ctx);
	void (*quit)(void *ctx);
	/* A command was entered: keep it for the next run.  Without what may be a
	 * reason. */
	void (*remember)(void *ctx, struct str line);
	void (*keys)(void *ctx); /* read keys.conf again: console_take_keys() */
	/* This is on the screen now: read it often.  opened: an installation that was
	 * chosen in the fleet; else one may have come back to it. */
	void (*watch)(void *ctx, const struct place *p, bool opened);
	/* To the clipboard, text as it is on the screen (masked), at most LIMIT_COPY
	 * bytes; what and name are for the sentence: "the ARN", "3 rows as JSON", and
	 * what it is called, "" where that says nothing.  Returns at once; how it went
	 * is said by the host, perhaps turns later. */
	void (*copy)(void *ctx, struct str text, const char *what, const char *name);
	/* What was copied last into a private file; the host says its path. */
	void (*copy_file)(void *ctx);
	/* Another theme; the host says what came of it. */
	void (*theme)(void *ctx, const char *name, enum theme_step step);
	/* The mouse is ours or the terminal's; ASCII signs or what the theme has.  The
	 * host says what that means. */
	void (*mouse)(void *ctx, bool on);
	void (*ascii)(void *ctx, bool on);
	/* Write the screen, as it is without a prompt, to a private file. */
	void (*dump)(void *ctx);
	void *ctx;
};

struct console;

struct console *console_new(const struct console_host *host);
void console_free(struct console *c); /* NULL is allowed */

/* Go somewhere, as a command would. */
void console_go(struct console *c, const struct scene *s, const struct place *to);
const struct place *console_place(const struct console *c);

/* A key, pasted text: at s->now_us. */
void console_key(struct console *c, const struct scene *s, struct key k);
/* The mouse: a press selects the row of a list that stands there in f, the frame last
 * drawn; the wheel moves.  Nothing is opened, and a dialog or prompt takes none of it.
 */
void console_mouse(struct console *c, const struct scene *s, const struct frame *f,
		   struct mouse m);
void console_paste(struct console *c, const struct scene *s, struct str bytes);

/* A command entered in an earlier run, oldest first. */
void console_remember(struct console *c, struct str line);

/* The keys in force from now on: taken over, *keys is empty after.  Without this they
 * are the built-in ones. */
void console_take_keys(struct console *c, struct keymap *keys);
const struct keymap *console_keys(const struct console *c);

/* Put a sentence into the strip and into the messages.  text is made safe. */
void console_say(struct console *c, int64_t at_sec, enum program_tone tone,
		 const char *text);
/* Keep what went wrong in the scene as messages, without a word in the strip. */
void console_notice(struct console *c, const struct scene *s);
/* The list itself, which goes on growing; good as long as the console. */
const struct messages *console_messages(const struct console *c);

/* Ask for an MFA code; the answer goes to host->mfa.  Another dialog is closed.
 * why  NULL the first time, else what was wrong with the last code */
void console_ask_mfa(struct console *c, const struct scene *s, const char *device,
		     const char *why);
/* The question is over (declined elsewhere, identity failed): close the dialog. */
void console_forget_mfa(struct console *c);

/* Is there more to do for the screen than one turn has time for?  Then call the second
 * in each turn; what it finds is drawn. */
bool console_working(const struct console *c);
void console_work(struct console *c, const struct scene *s);

/* Is a dialog open? */
bool console_asking(const struct console *c);

/* In which zone times are written; key t goes on from there. */
void console_times(struct console *c, enum times t);

/*
 * What is kept for the next run: places, how the lists stand, the display of times.
 * Help, messages and jobs are of this run alone.
 */
void console_save(struct console *c, struct saved *ret);
/*
 * Go back there.  A place that is not there any more gives way to the one above it,
 * with a sentence.
 *
 * places   false: lists and times only; where the operator stands stays
 */
void console_restore(struct console *c, const struct scene *s,
		     const struct saved *saved, bool places);

void console_draw(struct console *c, const struct scene *s, struct frame *f);

#endif

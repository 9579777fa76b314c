/*
 * Ways to the clipboard: which are worth a try here, in which order, and what the
 * terminal is sent.  Pure: starting the programs is the caller's.
 */
#ifndef TUI_KIT_CLIPBOARD_H
#define TUI_KIT_CLIPBOARD_H

#include "core/base/buf.h"
#include "core/base/err.h"

/* What terminals take in one OSC 52, encoded; the number k9s found. */
#define CLIPBOARD_OSC52_MAX ((size_t)74994)

enum clipboard_way {
	CLIPBOARD_COMMAND, /* the operator's own */
	CLIPBOARD_TMUX,
	CLIPBOARD_WL_COPY,
	CLIPBOARD_XCLIP,
	CLIPBOARD_PBCOPY,
	CLIPBOARD_OSC52, /* through the terminal, which never says whether it did */
	CLIPBOARD_WAYS
};

/* Values of variables; NULL and "" are the same. */
struct clipboard_world {
	const char
		*setting;   /* auto, off, the name of a way, or a command; NULL: auto */
	const char *term;   /* TERM */
	const char *tmux;   /* TMUX */
	const char *screen; /* STY */
	const char *wayland; /* WAYLAND_DISPLAY */
	const char *x11;     /* DISPLAY */
	const char *ssh;     /* SSH_CONNECTION or SSH_TTY: displays are elsewhere */
	bool mac;
};

/*
 * Ways to try, one after the other until one works: what the setting names, then
 * tmux, the display's program, the terminal.
 *
 * Returns  how many stand in ret; 0: the setting is "off", or there is no way
 */
size_t clipboard_ways(const struct clipboard_world *w,
		      enum clipboard_way ret[CLIPBOARD_WAYS]);
bool clipboard_is_off(const struct clipboard_world *w);

/* "tmux", "OSC 52". Never NULL. */
const char *clipboard_name(enum clipboard_way way);
/* The program that reads the text from stdin; NULL for COMMAND and OSC52. */
const char *const *clipboard_argv(enum clipboard_way way);

/*
 * Text that may leave: each line through utf8_safe(), line feeds kept.
 *
 * Errors   ERR_LIMIT more than fits into out.
 */
bool clipboard_clean(struct str text, struct buf *out, struct err *err) MUST_USE;

/*
 * The bytes for the terminal, which GNU screen is asked to hand through (when
 * w->screen is set).
 *
 * Errors   ERR_LIMIT more than CLIPBOARD_OSC52_MAX encoded: nothing is added, for a
 *          text that is cut looks like a whole one where it is pasted.
 */
bool clipboard_osc52(const struct clipboard_world *w, struct str text, struct buf *out,
		     struct err *err) MUST_USE;

#endif

/*
 * One line of progress on stderr: only on a terminal that can rewrite a line, only
 * after 400 ms, at most five times a second.
 */
#ifndef TUI_CLI_PROGRESS_H
#define TUI_CLI_PROGRESS_H

#include "core/base/base.h"

struct progress {
	bool on;            /* stderr is such a terminal */
	int64_t began_us;   /* monotonic */
	int64_t painted_us; /* when it was painted last */
	bool painted;       /* a line stands there */
};

/* term: TERM, or NULL. */
void progress_init(struct progress *p, const char *term);
/* It is time to paint: make the text and call progress_paint(). */
bool progress_due(const struct progress *p);
void progress_paint(struct progress *p, const char *text); /* harmless text */
void progress_wipe(struct progress *p);                    /* before any other line */
int64_t progress_seconds(const struct progress *p);        /* since the beginning */

#endif

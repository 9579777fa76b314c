/*
 * What stands around every screen: access line, tabs, journal strip, drawn from the
 * scene.
 */
#ifndef TUI_VIEWS_LINES_H
#define TUI_VIEWS_LINES_H

#include "tui/kit/chrome.h"
#include "tui/views/scene.h"
#include "tui/views/wish.h"

/* Row 1: mode, who, where, how long, the time, the journal. */
void lines_access(const struct scene *s, const struct place *p, struct frame *f,
		  const struct chrome *ch);
/* Row 2: the nine screens; at the right age, spinner, or what is wrong. */
void lines_tabs(const struct scene *s, const struct place *p, struct frame *f,
		const struct chrome *ch);
/* Row n-1: the newest record of what is in view. */
void lines_strip(const struct scene *s, const struct place *p, struct frame *f,
		 struct area a);

/* A sentence that is too wide for the strip says "…/candor.conf": :messages has it
 * whole. */
void lines_fit(struct str text, int width, struct buf *out);

/* A call takes longer than a moment: the spinner turns. */
bool lines_busy(const struct scene *s);
/* From here on what is waited for is named. */
#define LINES_SLOW_US INT64_C(5000000)

/* "52 m left", "over since 14:40Z"... of a session; for dialogs and the access screen.
 */
void left_text(struct buf *out, int64_t left_sec);

/* Time left at which row 1 must be painted anew although nothing else changed: seconds
 * until the next of 10, 5, 1 and 0 minutes; -1: none. */
int64_t lines_next_left(int64_t left_sec);

/* Warn from here on. */
#define LINES_LEFT_WARN_SEC INT64_C(300)

/* Nothing may be recorded, so nothing is sent; and the sentence why. */
bool lines_journal_bad(const struct scene *s);
const char *lines_journal_why(const struct scene *s);

#endif

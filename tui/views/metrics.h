/*
 * What the console asks of the metrics screen beside view.h.
 */
#ifndef TUI_VIEWS_METRICS_H
#define TUI_VIEWS_METRICS_H

#include "tui/views/metric.h"
#include "tui/views/view.h"

/* Which ones are shown, in the order of the source; i is 0 to n - 1. */
size_t metrics_view_n(const void *state);
const struct metric *metrics_view_at(const void *state, size_t i);
bool metrics_view_shown(const void *state, size_t i);
void metrics_view_toggle(void *state, const char *id); /* one that is gone: nothing */

/* The cursor goes there, and what is shown with it. */
void metrics_view_goto(void *state, int64_t at_sec);
/* So much is shown; what is too little or too much is the nearest that can be: then
 * false. */
bool metrics_view_range(void *state, int64_t span_sec);

/*
 * A moment as a person types it: 14:02 (in the display of times, the newest that is
 * not to come), -1h, now, yesterday 9:00, RFC 3339 or a beginning of it.
 */
bool metrics_view_moment(struct str text, int64_t now_sec, int64_t *ret_sec) MUST_USE;
/* "15m", "3h", "2d". */
bool metrics_view_span(struct str text, int64_t *ret_sec) MUST_USE;

#endif

/*
 * Copying to the clipboard of whoever sits at the terminal (ctx is the app): the ways
 * and their order are tui/kit/clipboard.h's.
 */
#ifndef TUI_APP_COPY_H
#define TUI_APP_COPY_H

#include "tui/app_impl.h"

/*
 * Copy text, made harmless line by line, and say how it went: "Copied the ARN
 * arn:aws:... by tmux." Returns at once; what is said may come turns later.
 *
 * text     masked as it is on the screen; at most LIMIT_COPY bytes, copied
 * what     count and kind, for the sentence: "the ARN", "3 rows as JSON"
 * name     "arn:aws:...": cut in the middle to fit the screen; "" none
 */
void app_copy(void *ctx, struct str text, const char *what, const char *name);
/* The same; `ahead` begins the sentence that says so, borrowed for the call. */
void app_copy_after(struct app *a, const char *ahead, struct str text,
		    const char *what);
/* The text last copied into a private file of the state directory; says its path. */
void app_copy_file(void *ctx);

/* A child has ended (SIGCHLD): perhaps ours. */
void app_copy_child(struct app *a);
/* Ctrl-C.  Returns  whether a program was being waited for */
bool app_copy_cancel(struct app *a);
bool app_copying(const struct app *a);
int64_t app_copy_since_us(const struct app *a); /* monotonic; while it runs */
void app_copy_free(struct app *a);

#endif

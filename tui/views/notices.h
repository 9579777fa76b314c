/*
 * What goes wrong while candor runs, as sentences for :messages: readings that failed,
 * installations that refuse, a journal that cannot be written.
 */
#ifndef TUI_VIEWS_NOTICES_H
#define TUI_VIEWS_NOTICES_H

#include "tui/views/scene.h"

struct notices {
	struct noticed *sites; /* by index of the configuration */
	size_t n_sites;
	bool journal; /* said that it cannot be written */
};

typedef void notice_say(void *ctx, int64_t at_sec, enum program_tone tone,
			const char *text);

/* Say what is new in the scene: each failed attempt once. */
void notices_take(struct notices *n, const struct scene *s, notice_say *say, void *ctx);
void notices_release(struct notices *n);

#endif

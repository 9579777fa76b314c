/*
 * Pages: screens that are only text to read (settings, keys, doctor, calls).  One view
 * shows them all, by the name in the place; what stands on them comes from rows of
 * app_pages.c, from tests by hand.
 */
#ifndef TUI_VIEWS_PAGES_H
#define TUI_VIEWS_PAGES_H

#include "tui/kit/detail.h"

struct pages {
	/* "Settings" of "settings"; NULL: there is no page of that name. */
	const char *(*title)(void *ctx, const char *name);
	/*
	 * What stands there now.  Called before each key and each frame while the page
	 * is open: numbers and texts at hand, nothing that reads a file or waits.
	 */
	void (*fill)(void *ctx, const char *name, struct detail *ret);
	void *ctx;
};

#endif

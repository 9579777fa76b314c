/*
 * What stands in the palette: groups of rows, each with what finds and what adds one.
 */
#ifndef TUI_CONSOLE_PALETTE_H
#define TUI_CONSOLE_PALETTE_H

#include "tui/console_actions.h"

#define PALETTE_RANKED 1000 /* kept of what fits; what fits less is left out */

enum palette_group {
	GROUP_COMMAND,
	GROUP_WORD,
	GROUP_INST,
	GROUP_DEED,
	GROUP_KEY
};
#define PALETTE_GROUPS 5

/* Of a row of the menu. */
#define PALETTE_ID(group, i) ((size_t)(group) << 24 | (i))

/* One thing that fits what is typed, the higher the rank the better. */
struct ranked {
	size_t i;
	int rank;
};

struct fits {
	struct ranked all[PALETTE_RANKED];
	size_t n;
	size_t found; /* all that fit */
};

/* Best first; those that rank the same stay in their order.  A rank below 0 does not
 * fit. */
void palette_insert(struct fits *f, size_t i, int rank);

struct palette_row {
	const char *heading;
	void (*find)(const struct console *c, const struct scene *s, struct str typed,
		     struct fits *f);
	void (*add)(struct console *c, const struct scene *s, size_t i);
};
extern const struct palette_row palette_groups[PALETTE_GROUPS];

/* "■ CRIT  Acme Robotics     123456789012" */
void palette_facts(const struct fleet_row *row, struct buf *out);
bool palette_one_word(struct str line);

#endif

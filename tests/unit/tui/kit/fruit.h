/*
 * A list of invented rows, for the table.
 */
#ifndef TESTS_UNIT_TUI_KIT_FRUIT_H
#define TESTS_UNIT_TUI_KIT_FRUIT_H

#include "kit.h"

#include <stdio.h>

#include "tui/kit/table.h"

#define MOST 10000

struct rows {
	size_t n;
	struct {
		char id[32];
		const char *state;
		int errors;
	} row[MOST];
};

static struct rows data;

static inline void id_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, ((struct rows *)ctx)->row[row].id);
}

static inline void state_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, ((struct rows *)ctx)->row[row].state);
}

static inline void errors_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%d", ((struct rows *)ctx)->row[row].errors);
}

static inline int errors_order(void *ctx, size_t a, size_t b)
{
	const struct rows *r = ctx;
	return (r->row[a].errors > r->row[b].errors) -
	       (r->row[a].errors < r->row[b].errors);
}

static inline enum role state_role(void *ctx, size_t row)
{
	return ((struct rows *)ctx)->row[row].state[0] == 'C' ? ROLE_CRIT : ROLE_OK;
}

static inline size_t count(void *ctx)
{
	return ((struct rows *)ctx)->n;
}

static const char *row_id(void *ctx, size_t row)
{
	return ((struct rows *)ctx)->row[row].id;
}

static inline bool problem(void *ctx, size_t row)
{
	return ((struct rows *)ctx)->row[row].state[0] == 'C';
}

/* clang-format off */
static const struct table_col cols[] = {
	{ .title = "STATE",
	 .width = 5,
	 .priority = 1,
	 .text = state_text,
	 .role = state_role },
	{ .title = "NAME",
	 .width = 6,
	 .grow = 1,
	 .priority = 1,
	 .fit = FIT_MIDDLE,
	 .text = id_text },
	{ .title = "ERR",
	 .width = 4,
	 .priority = 3,
	 .align = ALIGN_RIGHT,
	 .text = errors_text,
	 .order = errors_order },
};
/* clang-format on */

static inline void fill(size_t n)
{
	data.n = n;
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(data.row[i].id, sizeof(data.row[i].id), "row-%zu", i);
		data.row[i].state = i % 4 == 0 ? "CRIT" : "OK";
		data.row[i].errors = (int)((i * 7) % 5);
	}
}

static inline void draw(struct table *t, struct frame *f)
{
	frame_clear(f);
	table_draw(t, f, frame_area(f), true);
	assert_frame_sound(f);
}

#endif

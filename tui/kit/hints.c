/*
 * Keys of a box.
 */
#include "tui/kit/hints.h"

#include "core/base/utf8.h"

#define GAP 2

void hints_add(struct hints *h, const char *key, const char *word)
{
	if (h->n < HINTS_MOST)
		h->rows[h->n++] = (struct hint){ key, word };
}

void hints_join(const struct hints *h, struct buf *out)
{
	for (size_t i = 0; i < h->n; i++)
		buf_addf(out, "%s%s %s", i > 0 ? " \xC2\xB7 " : "", h->rows[i].key,
			 h->rows[i].word);
}

void hints_draw(const struct hints *h, struct frame *f)
{
	struct area line = area_lines(frame_area(f), f->rows - 1, 1);
	struct pen p = pen_at(f, area_inset(line, 1), 0);
	frame_fill(f, line, ROLE_TEXT);
	for (size_t i = 0; i < h->n; i++) {
		const struct hint *row = &h->rows[i];
		int width = utf8_width(str_of(row->key)) + 1 +
			    utf8_width(str_of(row->word));
		pen_skip(&p, i > 0 ? GAP : 0);
		if (width > pen_room(&p))
			return;
		pen_text(&p, ROLE_KEY, row->key);
		pen_skip(&p, 1);
		pen_text(&p, ROLE_MUTED, row->word);
	}
}

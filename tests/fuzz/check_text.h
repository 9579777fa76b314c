/*
 * What must hold of all that a terminal gets, whatever bytes it was made of.
 */
#ifndef TESTS_FUZZ_CHECK_TEXT_H
#define TESTS_FUZZ_CHECK_TEXT_H

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/frame.h"

/* No control, no C1, no bidi, nothing without width that hides text. */
static inline void check_code(uint32_t c)
{
	bug_unless(c >= 0x20 && c < 0x110000);
	bug_unless(c < 0x7F || c >= 0xA0);
	bug_unless(c != 0xAD && c != 0x61C && c != 0x180E && c != 0xFEFF);
	bug_unless(c < 0xFFF9 || c > 0xFFFB);
	bug_unless(c < 0x200B || c > 0x200F);
	bug_unless(c < 0x2028 || c > 0x202E);
	bug_unless(c < 0x2060 || c > 0x206F);
	bug_unless(c < 0xD800 || c > 0xDFFF);
	bug_unless(c < 0xE0000 || c > 0xE007F);
}

/* Lines of text for people: newlines, and nothing else that commands. */
static inline void check_lines(struct str s)
{
	bug_unless(utf8_valid(s));
	while (s.len > 0) {
		uint32_t c = utf8_next(&s);

		if (c != '\n')
			check_code(c);
	}
}

/* Each row's widths add up to the columns, and a wide cell has its right half. */
static inline void check_frame(const struct frame *f)
{
	for (int row = 0; row < f->rows; row++) {
		int width = 0;
		bool half = false;

		for (int col = 0; col < f->cols; col++) {
			const struct cell *c = &f->cells[row * f->cols + col];

			bug_unless((c->width == 0) == half);
			half = c->width == 2;
			width += c->width;
			for (int i = 0; i < CELL_CODES && c->code[i]; i++)
				check_code(c->code[i]);
		}
		bug_unless(!half && width == f->cols);
	}
}

/* The frame as text, as :dump and the clipboard have it. */
static inline void check_dump(const struct frame *f)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));

	frame_dump_text(f, &text);
	check_lines(buf_str(&text));
}

#endif

/*
 * What the kit's unit tests share: cmocka's includes and frames as text.
 */
#ifndef TESTS_UNIT_TUI_KIT_KIT_H
#define TESTS_UNIT_TUI_KIT_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/frame.h"

/* One line of a frame without the blanks at its end; valid until the next call. */
static inline const char *line_of(const struct frame *f, int row)
{
	static char line[4096];
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(4));
	frame_dump_text(f, &text);
	struct str rest = buf_str(&text);
	struct str cut = { "", 0 };
	for (int i = 0; i <= row; i++)
		cut = str_cut(&rest, '\n');
	assert_true(text_copy(line, sizeof(line), cut));
	return line;
}

#define assert_line(f, row, expected) \
	assert_string_equal(line_of((f), (row)), (expected))

/* What must hold for any frame: nothing in it commands a terminal, widths sum up. */
static inline void assert_frame_sound(const struct frame *f)
{
	for (int row = 0; row < f->rows; row++) {
		int expect_half = 0;
		for (int col = 0; col < f->cols; col++) {
			const struct cell *c = &f->cells[row * f->cols + col];
			assert_int_equal(c->width == 0, expect_half);
			expect_half = c->width == 2;
			assert_true(c->width <= 2 && c->role < ROLE_COUNT);
			if (c->width == 0)
				continue;
			for (int i = 0; i < CELL_CODES && c->code[i]; i++) {
				uint32_t code = c->code[i];
				assert_true(code >= 0x20 && code < 0x110000);
				assert_false(code >= 0x7F && code < 0xA0);
				assert_false(code >= 0x202A && code <= 0x202E);
				assert_false(code >= 0x2066 && code <= 0x2069);
				assert_false(code >= 0x200B && code <= 0x200F);
				assert_false(code >= 0xD800 && code <= 0xDFFF);
			}
			assert_true(c->code[0] != 0);
		}
		assert_int_equal(expect_half, 0);
	}
}

#endif

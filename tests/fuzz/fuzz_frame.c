/*
 * Any bytes as text of a screen and as keys of a terminal.  What must hold: no
 * control, format or bidi code point in a cell, widths that sum up to the row, and a
 * prompt that stays valid UTF-8.
 */
#include "check_text.h"
#include "tui/kit/detail.h"
#include "tui/kit/dialog.h"
#include "tui/kit/frame.h"
#include "tui/kit/input.h"

static void draw(struct frame *f, struct str s)
{
	struct area all = frame_area(f);
	struct pen p = pen_at(f, all, 1);
	(void)frame_put(f, 0, -3, 40, ROLE_LOG_INFO, s);
	pen_fit(&p, 13, ROLE_TEXT, s, FIT_MIDDLE, ALIGN_RIGHT);
	pen_fit(&p, 9, ROLE_TEXT, s, FIT_TAIL, ALIGN_LEFT);
	pen_str(&p, ROLE_TEXT, s);
	(void)frame_put(f, 1, 5, 3, ROLE_CRIT, s);
	struct detail d;
	detail_init(&d);
	detail_pair(&d, "label", ROLE_TEXT, s);
	detail_text(&d, ROLE_TEXT, s);
	detail_draw(&d, f, area_lines(all, 3, 6), true);
	detail_release(&d);
	check_frame(f);
}

/* The same bytes as typed and pasted into a dialog's field. */
static void type(struct frame *f, struct str s)
{
	struct input in;
	struct dialog d;
	struct key k = { 0 };
	input_init(&in);
	dialog_init(&d, DIALOG_INPUT, "title", NULL, NULL);
	size_t field = dialog_field(&d, "field", NULL, false, false);
	dialog_open(&d, 0, KEY_OF('x'));
	enum dialog_event event = DIALOG_OPEN;
	while (s.len > 0 && event == DIALOG_OPEN) {
		enum input_event got = input_code(&in, utf8_next(&s), 0, &k);
		if (got == INPUT_PASTED)
			dialog_paste(&d, buf_str(&in.paste), 1000);
		if (got == INPUT_KEY)
			event = dialog_key(&d, k, 1000);
		bug_unless(utf8_valid(dialog_value(&d, field)));
	}
	dialog_draw(&d, f);
	check_frame(f);
	dialog_release(&d);
	input_release(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str s = { (const char *)bytes, len };
	struct frame f;
	frame_init(&f, 10, 37);
	draw(&f, s);
	type(&f, s);
	frame_release(&f);
	return 0;
}

/*
 * Any keys into a menu of any texts: the cursor stands on a row or nowhere, nothing is
 * taken that cannot be, Enter takes no careful row that was not chosen, and the frame
 * commands no terminal.
 */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/menu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROWS 12

static const uint32_t named[] = { KEYCAP_ENTER,     KEYCAP_ESC,  KEYCAP_TAB,
				  KEYCAP_UP,        KEYCAP_DOWN, KEYCAP_PAGE_UP,
				  KEYCAP_PAGE_DOWN, KEYCAP_HOME, KEYCAP_END,
				  KEYCAP_BACKSPACE, KEYCAP_LEFT, KEYCAP_RIGHT };

static struct key key_of(uint8_t byte)
{
	if (byte < 0x80)
		return KEY_OF(byte ? byte : ' ');
	if (byte < 0x80 + ARRAY_LEN(named))
		return KEY_OF(named[byte - 0x80]);
	return KEY_CTRL('a' + byte % 26);
}

static void add_rows(struct menu *m, struct str texts)
{
	for (size_t i = 0; i < ROWS; i++) {
		AUTO(buf) text = BUF_INIT(256);
		size_t len = texts.len < 8 ? texts.len : 8;

		buf_add(&text, texts.p, len);
		texts = (struct str){ texts.p + len, texts.len - len };
		if (i % 4 == 0)
			menu_heading(m, buf_text(&text));
		menu_add(m, &(struct menu_item){
				    .text = buf_text(&text),
				    .detail = i % 2 ? buf_text(&text) : NULL,
				    .why_not = i % 5 == 3 ? "no" : NULL,
				    .check = i % 3 == 2 ? MENU_OFF : MENU_NO_CHECK,
				    .careful = i % 5 == 4,
				    .id = i });
	}
	menu_ready(m, MENU_NONE);
}

static void check(const struct menu *m, enum menu_event e)
{
	size_t row = menu_row(m);

	bug_unless(row == MENU_NONE || row < ROWS);
	if (e == MENU_TAKEN)
		bug_unless(row < ROWS && row % 5 != 3);
	if (e == MENU_ENTERED)
		bug_unless(!m->chosen);
}

static void draw(struct menu *m, int rows, int cols)
{
	struct frame f;

	frame_init(&f, rows, cols);
	menu_draw(m, &f);
	for (int i = 0; i < f.rows * f.cols; i++)
		bug_unless(!f.cells[i].width || f.cells[i].code[0] >= 0x20);
	frame_release(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct menu m;

	if (size < 2)
		return 0;
	menu_init(&m, &(struct menu_opts){ .kind = (enum menu_kind)(data[0] % 3),
					   .title = "t",
					   .lines = data[1] % 9 });
	add_rows(&m, (struct str){ (const char *)data, size });
	for (size_t i = 2; i < size && i < 300; i++) {
		enum menu_event e = MENU_OPEN;

		if (data[i] == 0xFF)
			e = menu_paste(&m, (struct str){ (const char *)data, size });
		else
			e = menu_key(&m, key_of(data[i]));
		check(&m, e);
		if (e == MENU_CLOSED)
			break;
		if (i % 16 == 0)
			draw(&m, data[1] % 30, (data[1] * 3) % 130);
	}
	menu_release(&m);
	return 0;
}

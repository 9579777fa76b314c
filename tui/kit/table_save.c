/*
 * What the operator made of a list, as lines: for the session file.
 *
 * Each line is a key and its value, control bytes and backslashes written as \xHH, so
 * that an id with a newline in it stays one line.  Names of columns, not numbers:
 * another version may have other columns.
 */
#include <string.h>

#include "core/base/limits.h"
#include "tui/kit/table.h"

#define ID_MAX LIMIT_KIB(1)

static void add_line(struct buf *out, const char *key, struct str value)
{
	buf_add_text(out, key);
	if (value.len)
		buf_add_char(out, ' ');
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (c < 0x20 || c == 0x7F || c == '\\')
			buf_addf(out, "\\x%02x", c);
		else
			buf_add_char(out, value.p[i]);
	}
	buf_add_char(out, '\n');
}

/* The other way around; what is no \xHH stays as it is. */
static void read_value(struct str value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++) {
		const char *c = value.p + i;
		bool escaped = i + 3 < value.len && c[0] == '\\' && c[1] == 'x' &&
			       str_hex_digit(c[2]) >= 0 && str_hex_digit(c[3]) >= 0;

		if (escaped)
			buf_add_char(out, (char)(str_hex_digit(c[2]) * 16 +
						 str_hex_digit(c[3])));
		else
			buf_add_char(out, c[0]);
		i += escaped ? 3 : 0;
	}
}

static void save_sort(const struct table *t, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(128);

	if (t->sort >= 0)
		table_col_name(&t->source->cols[t->sort], &text);
	if (t->reverse)
		buf_addf(&text, "%sdesc", text.len ? " " : "");
	if (text.len)
		add_line(out, "sort", buf_str(&text));
}

/* Only where they were chosen: an update may bring better ones. */
static void save_columns(const struct table *t, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	bool chosen = false;

	for (size_t i = 0; i < t->source->n_cols; i++) {
		chosen = chosen || t->wishes[i] != TABLE_AS_IS;
		if (!table_col_shown(t, i))
			continue;
		if (text.len)
			buf_add_char(&text, ' ');
		table_col_name(&t->source->cols[i], &text);
	}
	if (chosen)
		add_line(out, "columns", buf_str(&text));
}

void table_save(const struct table *t, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(TABLE_SAVED);

	if (!text_empty(t->filter))
		add_line(&text, "filter", str_of(t->filter));
	save_sort(t, &text);
	save_columns(t, &text);
	if (t->problems_only)
		add_line(&text, "problems", (struct str){ 0 });
	if (t->wide)
		add_line(&text, "wide", (struct str){ 0 });
	if (!text_empty(t->chosen) && strlen(t->chosen) < ID_MAX)
		add_line(&text, "selected", str_of(t->chosen));
	if (buf_ok(&text))
		buf_add_str(out, buf_str(&text));
}

/* ---- reading ---- */

static void read_filter(struct table *t, struct str value)
{
	if (value.len <= LIMIT_PROMPT)
		table_filter(t, value);
}

static void read_sort(struct table *t, struct str value)
{
	struct str order = value;
	struct str name = str_cut(&order, ' ');
	int col = table_find_col(t, name);

	if (t->in_order)
		return;
	if (col >= 0)
		table_sort(t, col, str_is(order, "desc"));
	else if (str_is(value, "desc"))
		table_sort(t, -1, true);
}

static void read_columns(struct table *t, struct str value)
{
	bool shown[TABLE_COLS] = { false };

	while (value.len > 0) {
		int col = table_find_col(t, str_cut(&value, ' '));

		if (col >= 0)
			shown[col] = true;
	}
	table_cols_choose(t, shown);
}

static void read_problems(struct table *t, struct str value)
{
	(void)value;
	table_problems_only(t, t->source->problem != NULL);
}

static void read_wide(struct table *t, struct str value)
{
	(void)value;
	table_wide(t, true);
}

static void read_selected(struct table *t, struct str value)
{
	if (value.len > 0 && value.len < ID_MAX)
		table_come_back(t, value);
}

static const struct {
	const char *key;
	void (*read)(struct table *t, struct str value);
} keys[] = {
	{ "filter", read_filter },   { "sort", read_sort },
	{ "columns", read_columns }, { "problems", read_problems },
	{ "wide", read_wide },       { "selected", read_selected },
};

void table_restore(struct table *t, struct str lines)
{
	if (lines.len > TABLE_SAVED)
		return;
	while (lines.len > 0) {
		struct str value = str_cut(&lines, '\n');
		struct str key = str_cut(&value, ' ');
		AUTO(buf) text = BUF_INIT(TABLE_SAVED);

		read_value(value, &text);
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			if (str_is(key, keys[i].key))
				keys[i].read(t, buf_str(&text));
	}
}

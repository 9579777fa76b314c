/*
 * Any bytes as the texts of a verb's document: tables, fields, sentences and JSON. What
 * must hold: lines of text without a control, C1 or bidi code point, valid UTF-8.
 */
#include "check_text.h"
#include "tui/cli/doc.h"
#include "tui/cli/out_linear.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "name", "NAME", OUT_TEXT, NULL },
	{ "n", "N", OUT_RATIO, "of" },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "name" };

static void fill(struct doc *d, struct str bytes)
{
	while (bytes.len > 0) {
		struct node *i = doc_item(d);
		static const char *const keys[] = { "state", "name", "since",
						    "reason" };

		for (size_t k = 0; k < ARRAY_LEN(keys); k++)
			node_put_str(&d->arena, i, keys[k], str_cut(&bytes, '\n'));
		doc_int(d, i, "n", (int64_t)bytes.len);
		doc_int(d, i, "of", 7);
	}
}

static void print(const struct doc *d, struct out_linear *linear, int cells, bool ascii)
{
	struct out o = { .fd = -1,
			 .now_sec = 1795442520,
			 .cells = cells,
			 .ascii = ascii,
			 .linear = linear,
			 .text = BUF_INIT(LIMIT_MIB(16)) };

	out_table(&o, columns, ARRAY_LEN(columns), d->items);
	out_table_fit(&o, columns, ARRAY_LEN(columns), d->items, less, ARRAY_LEN(less));
	if (node_first(d->items))
		out_fields(&o, columns, ARRAY_LEN(columns), node_first(d->items));
	check_lines(buf_str(&o.text));
	out_release(&o);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str s = { (const char *)bytes, len };
	struct doc d;
	struct out_linear linear = { 0 };
	AUTO(buf) json = BUF_INIT(LIMIT_MIB(16));
	AUTO(buf) words = BUF_INIT(256);

	doc_init(&d, "fuzz", 1795442520);
	buf_add_str(&words, str_cut(&s, '\0'));
	fill(&d, s);
	linear.wish = (struct out_wish){ buf_text(&words), "name", len % 2 };
	print(&d, NULL, 0, false);
	print(&d, NULL, 40, true);
	print(&d, &linear, 0, false);
	bug_unless(doc_json(&d, &json));
	check_lines(buf_str(&json));
	doc_release(&d);
	return 0;
}

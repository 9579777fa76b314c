/*
 * Any bytes as a file of entered commands: what is given is plain and bounded, and
 * stays the same when it was written and read.
 */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct given {
	size_t n;
	struct buf text;
};

static void take(void *ctx, struct str line)
{
	struct given *g = ctx;

	bug_unless(line.len > 0 && line.len <= LIMIT_PROMPT && utf8_valid(line));
	for (size_t i = 0; i < line.len; i++)
		bug_unless((unsigned char)line.p[i] >= 0x20 && line.p[i] != 0x7f);
	g->n++;
	buf_add_str(&g->text, line);
	buf_add_char(&g->text, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct given first = { .text = BUF_INIT(LIMIT_MIB(1)) };
	struct given again = { .text = BUF_INIT(LIMIT_MIB(1)) };

	history_lines((struct str){ (const char *)data, size }, take, &first);
	bug_unless(first.n <= HISTORY_LINES);
	history_lines(buf_str(&first.text), take, &again);
	bug_unless(str_eq(buf_str(&first.text), buf_str(&again.text)));
	buf_release(&first.text);
	buf_release(&again.text);
	return 0;
}

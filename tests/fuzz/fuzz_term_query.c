/*
 * Any bytes as what a terminal answers: the same whether they come at once or one by
 * one, and a colour is one.
 */
#include "tui/kit/term_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct term_query whole = { 0 };
	struct term_query pieces = { 0 };
	term_query_feed(&whole, bytes, len);
	for (size_t i = 0; i < len; i++)
		term_query_feed(&pieces, bytes + i, 1);
	bug_unless(whole.state == pieces.state && whole.known == pieces.known);
	bug_unless(whole.done == pieces.done && whole.rgb == pieces.rgb);
	bug_unless(whole.rgb <= 0xFFFFFF && (whole.known || whole.rgb == 0));
	bug_unless(whole.len <= sizeof(whole.text) + 1);
	return 0;
}

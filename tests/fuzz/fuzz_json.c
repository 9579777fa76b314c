/* Any bytes as JSON; what was understood is written, read and written again. */
#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/tree/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool again(struct str text, enum json_form form, struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(8));
	struct err err = ERR_INIT;
	struct node *root = NULL;
	if (!json_parse(text, &a, &root, &err)) {
		bug_unless(!root && err.code != ERR_NONE);
		return false;
	}
	json_write(out, root, form);
	bug_unless(buf_ok(out) && utf8_valid(buf_str(out)));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	AUTO(buf) first = BUF_INIT(LIMIT_MIB(32));
	AUTO(buf) second = BUF_INIT(LIMIT_MIB(32));
	AUTO(buf) third = BUF_INIT(LIMIT_MIB(32));
	if (!again((struct str){ (const char *)data, len }, JSON_COMPACT, &first))
		return 0;
	bug_unless(again(buf_str(&first), JSON_INDENTED, &second));
	bug_unless(again(buf_str(&second), JSON_COMPACT, &third));
	bug_unless(str_eq(buf_str(&first), buf_str(&third)));
	return 0;
}

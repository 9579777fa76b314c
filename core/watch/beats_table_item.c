/*
 * Items of the table of heartbeats.
 */
#include "core/watch/beats_table_item.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/sha.h"
#include "core/base/utf8.h"

#define MS_DIGITS 13

const char *beats_item_entry(const struct node *item)
{
	return node_text(item, "entry.S", "");
}

static bool binary(const struct node *item, const char *path, struct buf *out)
{
	unsigned char bytes[LIMIT_BEAT + 1];
	size_t len = 0;

	if (!base64_decode(str_of(node_text(item, path, "")), bytes, sizeof(bytes),
			   &len))
		return false;
	buf_add(out, bytes, len);
	return buf_ok(out);
}

bool beats_item_beat(const struct node *item, int64_t *ret_ms, struct buf *raw,
		     struct buf *signature)
{
	struct str entry = str_of(beats_item_entry(item));
	size_t head = strlen(BEATS_ITEM_BEAT);
	int64_t ms;

	if (!str_starts(entry, BEATS_ITEM_BEAT) || entry.len <= head + MS_DIGITS ||
	    entry.p[head + MS_DIGITS] != '#' ||
	    !str_int((struct str){ entry.p + head, MS_DIGITS }, 0, INT64_MAX / 1000,
		     &ms) ||
	    !binary(item, "raw.B", raw) || !binary(item, "signature.B", signature))
		return false;
	*ret_ms = ms;
	return true;
}

static void safe_text(char *dst, size_t size, const char *text)
{
	AUTO(buf) safe = BUF_INIT(size - 1);

	utf8_safe(&safe, str_of(text), size - 1);
	bug_unless(text_copy(dst, size, buf_str(&safe)));
}

bool beats_item_account(const struct node *item, struct account *ret)
{
	struct account a = { 0 };
	int64_t heard_ms = 0;
	const char *since = node_text(item, "since.N", "0");

	if (!account_state_parse(str_of(node_text(item, "account.S", "")), &a.state) ||
	    !str_int(str_of(since), 0, INT64_C(1) << 40, &a.since_sec))
		return false;
	if (str_int(str_of(node_text(item, "beat_ms.N", "")), 0, INT64_MAX / 1000,
		    &heard_ms))
		a.heard_sec = heard_ms / 1000;
	safe_text(a.reason, sizeof(a.reason), node_text(item, "reason.S", ""));
	safe_text(a.who, sizeof(a.who), node_text(item, "who.S", ""));
	*ret = a;
	return true;
}

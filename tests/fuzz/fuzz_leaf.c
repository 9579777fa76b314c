/*
 * Any bytes into the scanner of leaves.  Whatever it accepts must be what jansson reads
 * and writes back in canonical form, must survive becoming nodes and being encoded
 * again, and its members must be the same by both readers.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/limits.h"
#include "core/journal/leaf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* jansson with sorted keys writes JCS for texts of the profile. */
static void compare_with_jansson(struct str raw)
{
	size_t flags = JSON_REJECT_DUPLICATES;
	json_error_t why;
	json_t *doc = json_loadb(raw.p, raw.len, flags, &why);
	bug_unless(doc);
	char *again = json_dumps(doc, JSON_COMPACT | JSON_SORT_KEYS);
	bug_unless(again && strlen(again) == raw.len &&
		   memcmp(again, raw.p, raw.len) == 0);
	free(again);
	json_decref(doc);
}

static void text_of(struct str raw, struct buf *out)
{
	if (raw.p)
		leaf_text(raw, out);
}

/* Decode to what the encoder takes, encode, compare the bytes. */
static void encode_again(const struct leaf *leaf, struct str bytes)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(16));
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	struct buf t[6];
	struct str raw[] = { leaf->boot, leaf->who, leaf->inst,
			     leaf->mode, leaf->act, leaf->ses };
	struct node *data = NULL;
	struct leaf_head h = { .seq = leaf->seq,
			       .t_ms = leaf->t_ms,
			       .mono_ms = leaf->mono_ms };
	struct journal_entry e = { .ref = leaf->ref };
	bool known = false;
	for (int k = 0; k < JOURNAL_KIND_COUNT && !known; k++) {
		known = str_is(leaf->kind, journal_kind_name((enum journal_kind)k));
		e.kind = (enum journal_kind)k;
	}
	if (!known || leaf->inc.p || leaf->esc || !leaf->who.len)
		return; /* not what this version writes */
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		t[i] = BUF_INIT(LIMIT_LEAF_HARD);
		text_of(raw[i], &t[i]);
	}
	memcpy(h.log.text, leaf->log.p, LEAF_TAG_LEN);
	memcpy(h.id.text, leaf->id.p, ULID_LEN);
	memcpy(h.run.text, leaf->run.p, ULID_LEN);
	bug_unless(hex_decode(leaf->prev, h.prev.b, SHA256_LEN));
	h.boot = buf_text(&t[0]);
	e.who = buf_text(&t[1]);
	e.inst = leaf->inst.p ? buf_text(&t[2]) : NULL;
	e.mode = leaf->mode.p ? buf_text(&t[3]) : NULL;
	e.act = leaf->act.p ? buf_text(&t[4]) : NULL;
	e.ses = leaf->ses.p ? buf_text(&t[5]) : NULL;
	bug_unless(leaf_nodes(leaf->data, &a, &data, NULL));
	e.data = data;
	if (leaf_encode(&out, &h, &e, NULL)) {
		bug_unless(str_eq(buf_str(&out), bytes));
	} else {
		bug_unless(bytes.len > LIMIT_LEAF - 64);
	}
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		buf_release(&t[i]);
}

/* Walk every list and member that can be reached by name. */
static void walk(struct str raw, int depth)
{
	struct str item;
	struct str rest = raw;
	while (leaf_next(&rest, &item)) {
		bug_unless(item.p >= raw.p && item.p + item.len <= raw.p + raw.len);
		if (depth < LIMIT_LEAF_DEPTH)
			walk(item, depth + 1);
	}
	static const char *const names[] = {
		"a", "b", "calls", "target", "status", "x"
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		item = leaf_member(raw, names[i]);
		bug_unless(!item.p ||
			   (item.p >= raw.p && item.p + item.len <= raw.p + raw.len));
		if (item.p && depth < LIMIT_LEAF_DEPTH)
			walk(item, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str s = { (const char *)bytes, len };
	struct leaf leaf;
	struct err err = ERR_INIT;
	if (!leaf_scan(s, &leaf, &err)) {
		bug_unless(err.code == ERR_PARSE || err.code == ERR_LIMIT);
		return 0;
	}
	compare_with_jansson(leaf_object(s));
	walk(leaf.data, 0);
	encode_again(&leaf, s);
	return 0;
}

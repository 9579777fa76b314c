/*
 * One entry of a log as bytes: the canonical encoding and its own strict reader.
 *
 * A leaf is RFC 8785 (JCS) JSON in a narrow profile, ended by one LF that is part of
 * it: sorted keys `[a-z][a-z0-9_]*`, no duplicates, no null, no floats, integers up to
 * 2^53-1, strings of valid UTF-8 without control or bidi characters.  So `jq -cS .` is
 * a complete check of the form (docs/journal.md, "A leaf"), and this file needs no JSON
 * library.
 */
#ifndef CORE_JOURNAL_LEAF_H
#define CORE_JOURNAL_LEAF_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/limits.h"
#include "core/base/rng.h"
#include "core/base/sha.h"
#include "core/journal/journal.h"

#define LEAF_VERSION 1
#define LEAF_TAG_LEN 16                        /* hex digits of header `log` */
#define LEAF_INT_MAX INT64_C(9007199254740991) /* 2^53-1 */

/* First 8 bytes of SHA-256(origin) in hex: header `log`, so that a leaf cannot be
 * replayed in another log. */
struct leaf_tag {
	char text[LEAF_TAG_LEN + 1];
};
struct leaf_tag leaf_tag_of(struct str origin);

/* What the journal adds to an entry. */
struct leaf_head {
	struct leaf_tag log;
	int64_t seq;        /* 0, 1, 2...: the index in the tree */
	struct sha256 prev; /* leaf hash of seq-1; zeros for the genesis */
	struct ulid id;
	int64_t t_ms;     /* wall clock, Unix milliseconds; claimed, not trusted */
	int64_t mono_ms;  /* since boot, counts sleep */
	const char *boot; /* boot id; "" where the system has none */
	struct ulid run;  /* the process that wrote it */
};

/*
 * Encode one entry: header and data, canonical, with its LF.
 *
 * e        kind and caller's header fields; e->id is not looked at, h->id is;
 *          e->data NULL stands for {}; its members may come in any order
 * Returns  true with the leaf appended to out.  Text that may not stand in a leaf is
 *          written visibly (utf8_escape) and the entry says "esc":true.
 * Errors   ERR_ARG a name outside the profile, twice, null, a float or an integer
 *          beyond 2^53-1, deeper than LIMIT_LEAF_DEPTH; ERR_LIMIT over LIMIT_LEAF.
 */
bool leaf_encode(struct buf *out, const struct leaf_head *h,
		 const struct journal_entry *e, struct err *err) MUST_USE;

/* A leaf that was read: slices of its bytes, valid as long as those.  Texts are raw:
 * what stands between the quotes, perhaps with \" and \\ in it (leaf_text()). */
struct leaf {
	int64_t v, seq, t_ms, mono_ms;
	int64_t ref;          /* -1 when absent */
	bool esc;             /* something in it was escaped visibly */
	struct str log, prev; /* 16 and 64 hex digits, lower case */
	struct str id, run;   /* ULIDs */
	struct str kind;      /* "act.intent"; unknown kinds are accepted */
	struct str boot, who;
	struct str inst, mode, act, ses, inc; /* empty with p NULL when absent */
	struct str data;                      /* the object, with its braces */
};

/*
 * Check every byte of a leaf against the profile and read its header.
 *
 * bytes    one leaf with its LF
 * Errors   ERR_PARSE "byte 17: ..." for the first place that does not follow it;
 *          ERR_LIMIT over LIMIT_LEAF_HARD bytes.
 */
bool leaf_scan(struct str bytes, struct leaf *ret, struct err *err) MUST_USE;

/* Values inside a scanned leaf.  Each takes and gives raw JSON text; what was not
 * scanned first must not come here. */

/* Member of an object ("{...}"); empty with p NULL when absent or not an object. */
struct str leaf_member(struct str object, const char *name);
/* The next element of a list: start with *rest = the list ("[...]"); false at its end.
 */
bool leaf_next(struct str *rest, struct str *ret) MUST_USE;
/* The string a raw value holds, unescaped, appended to out; false if it is no string.
 */
bool leaf_string(struct str raw, struct buf *out) MUST_USE;
/* What stands between the quotes of a raw string value; empty if it is no string. */
struct str leaf_quoted(struct str raw);
bool leaf_int(struct str raw, int64_t *ret) MUST_USE;
/* Unescape raw text as found in struct leaf (no quotes around it). */
void leaf_text(struct str raw_text, struct buf *out);

/*
 * A raw value as a tree of nodes, for views: leaf_nodes(leaf_object(bytes), ...).
 *
 * Errors   ERR_LIMIT the arena is full.
 */
bool leaf_nodes(struct str raw, struct arena *a, struct node **ret,
		struct err *err) MUST_USE;
/* A leaf's bytes without the LF: the whole object as a raw value. */
struct str leaf_object(struct str bytes);

#endif

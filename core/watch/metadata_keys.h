/*
 * Keys of the metadata bucket: which ones are known, and which wait to be read.
 * For metadata_probe.c alone, and its tests.
 */
#ifndef CORE_WATCH_METADATA_KEYS_H
#define CORE_WATCH_METADATA_KEYS_H

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/str.h"

/* "lambda/", "metrics/" below "v1/". */
#define METADATA_KINDS 2
extern const char *const metadata_kinds[METADATA_KINDS];

/* Writers on several machines: an object may come so much behind a newer one. */
#define METADATA_OVERLAP_SEC INT64_C(900)

struct metadata_key {
	char *key;      /* whole, as AWS has it: sent back */
	int64_t at_sec; /* when it was written, by its name */
	bool waits;     /* to be read */
	bool asked;     /* in the act that runs */
};

/* Of one kind, by key, which is by time: all that wait, and all of the overlap. */
struct metadata_keys {
	struct metadata_key *items;
	size_t n, cap;
	int64_t newest_sec; /* 0: nothing was listed yet */
};

void metadata_keys_release(struct metadata_keys *k);

/* "…/v1/lambda/2026/11/23/1405Z-w1.jsonl.gz" behind prefix: when it was written. */
bool metadata_key_time(struct str key, const char *prefix, int64_t *ret_sec) MUST_USE;
/* What comes back from a listing with encoding-type=url. */
bool metadata_key_decode(struct str coded, struct buf *ret) MUST_USE;

/* From where to list: behind all that is known but the overlap, at most a day back. */
void metadata_keys_start(const struct metadata_keys *k, const char *prefix,
			 int64_t now_sec, struct buf *out);
/* Known already. */
bool metadata_keys_has(const struct metadata_keys *k, const char *key);
/* Add one in order; the oldest that waits goes when there are too many. */
void metadata_keys_add(struct metadata_keys *k, const char *key, int64_t at_sec,
		       bool waits);
size_t metadata_keys_waiting(const struct metadata_keys *k);
/* Forget what neither waits nor stands in the overlap. */
void metadata_keys_prune(struct metadata_keys *k);

#endif

/*
 * Keys by day, so that a listing begins where the last one ended.
 */
#include "core/watch/metadata_keys.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/watch/metadata.h"

const char *const metadata_kinds[METADATA_KINDS] = { "v1/lambda/", "v1/metrics/" };

#define SUFFIX ".jsonl.gz"

void metadata_keys_release(struct metadata_keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->items[i].key);
	free(k->items);
	*k = (struct metadata_keys){ 0 };
}

/* "2026/11/23/1405Z-" to "2026-11-23T14:05:00Z". */
static bool read_time(const char *t, int64_t *ret_sec)
{
	AUTO(buf) iso = BUF_INIT(32);

	if (t[4] != '/' || t[7] != '/' || t[10] != '/' || t[15] != 'Z' || t[16] != '-')
		return false;
	buf_addf(&iso, "%.4s-%.2s-%.2sT%.2s:%.2s:00Z", t, t + 5, t + 8, t + 11, t + 13);
	return clock_parse_iso(buf_str(&iso), ret_sec);
}

bool metadata_key_time(struct str key, const char *prefix, int64_t *ret_sec)
{
	struct str rest = key;

	if (!str_starts(rest, prefix) || !str_ends(rest, SUFFIX))
		return false;
	rest = (struct str){ rest.p + strlen(prefix), rest.len - strlen(prefix) };
	return rest.len > strlen("2026/11/23/1405Z-" SUFFIX) &&
	       rest.len < METADATA_KEY_MAX &&
	       memchr(rest.p + 16, '/', rest.len - 16) == NULL &&
	       read_time(rest.p, ret_sec);
}

bool metadata_key_decode(struct str coded, struct buf *ret)
{
	for (size_t i = 0; i < coded.len; i++) {
		bool hex = coded.p[i] == '%' && i + 2 < coded.len &&
			   str_hex_digit(coded.p[i + 1]) >= 0 &&
			   str_hex_digit(coded.p[i + 2]) >= 0;
		char c = coded.p[i];

		if (c == '%' && !hex)
			return false;
		if (hex) {
			c = (char)(str_hex_digit(coded.p[i + 1]) * 16 +
				   str_hex_digit(coded.p[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		if (c == '\0')
			return false;
		buf_add_char(ret, c);
	}
	return buf_ok(ret) && ret->len > 0;
}

void metadata_keys_start(const struct metadata_keys *k, const char *prefix,
			 int64_t now_sec, struct buf *out)
{
	int64_t from_sec = k->newest_sec - METADATA_OVERLAP_SEC;
	AUTO(buf) t = BUF_INIT(64);
	const char *s;

	if (from_sec < now_sec - METADATA_DAY_SEC)
		from_sec = now_sec - METADATA_DAY_SEC;
	clock_amz(&t, from_sec); /* 20261123T140500Z */
	s = buf_text(&t);
	buf_addf(out, "%s%.4s/%.2s/%.2s/%.4sZ", prefix, s, s + 4, s + 6, s + 9);
}

/* The first that is not less. */
static size_t place_of(const struct metadata_keys *k, const char *key)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(k->items[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool metadata_keys_has(const struct metadata_keys *k, const char *key)
{
	size_t at = place_of(k, key);

	return at < k->n && text_eq(k->items[at].key, key);
}

static void drop(struct metadata_keys *k, size_t at)
{
	free(k->items[at].key);
	vec_remove(k->items, k->n, at, sizeof(*k->items));
	k->n--;
}

void metadata_keys_add(struct metadata_keys *k, const char *key, int64_t at_sec,
		       bool waits)
{
	size_t at;

	if (k->n >= LIMIT_META_KEYS)
		drop(k, 0);
	at = place_of(k, key);
	(void)VEC_PUSH(k->items, k->n, k->cap);
	memmove(k->items + at + 1, k->items + at, (k->n - 1 - at) * sizeof(*k->items));
	k->items[at] = (struct metadata_key){ .key = mem_text(key),
					      .at_sec = at_sec,
					      .waits = waits };
	if (at_sec > k->newest_sec)
		k->newest_sec = at_sec;
}

size_t metadata_keys_waiting(const struct metadata_keys *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++)
		n += k->items[i].waits;
	return n;
}

void metadata_keys_prune(struct metadata_keys *k)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n; i++) {
		if (k->items[i].waits ||
		    k->items[i].at_sec >= k->newest_sec - METADATA_OVERLAP_SEC)
			k->items[kept++] = k->items[i];
		else
			free(k->items[i].key);
	}
	k->n = kept;
}

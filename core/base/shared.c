/*
 * A search tree of counted texts, by hash and then by the bytes: texts come from
 * outside, and a tree stays shallow whatever they are.
 */
#include "core/base/shared.h"

#include <search.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct shared {
	uint64_t hash;
	size_t holders;
	struct str key; /* what is looked for, or text */
	char text[];
};

static void *texts; /* of tsearch() */
static size_t n_texts;

/* FNV-1a: only to compare quickly. */
static uint64_t hash_of(struct str s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static int by_hash(const void *a, const void *b)
{
	const struct shared *x = a;
	const struct shared *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->key.len != y->key.len)
		return x->key.len < y->key.len ? -1 : 1;
	return x->key.len == 0 ? 0 : memcmp(x->key.p, y->key.p, x->key.len);
}

static struct shared *of_text(const char *text)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr,clang-diagnostic-cast-qual) */
	return (struct shared *)((uintptr_t)text - offsetof(struct shared, text));
}

static const char *add(const struct shared *key)
{
	struct shared *s = mem_new(1, sizeof(*s) + key->key.len + 1);

	s->hash = key->hash;
	s->holders = 1;
	if (key->key.len > 0)
		memcpy(s->text, key->key.p, key->key.len);
	s->key = (struct str){ s->text, key->key.len };
	bug_unless(tsearch(s, &texts, by_hash) != NULL);
	n_texts++;
	return s->text;
}

const char *shared_text(struct str text)
{
	const struct shared key = { .hash = hash_of(text), .key = text };
	struct shared *const *found = tfind(&key, &texts, by_hash);

	if (found == NULL)
		return add(&key);
	(*found)->holders++;
	return (*found)->text;
}

const char *shared_again(const char *text)
{
	if (text != NULL)
		of_text(text)->holders++;
	return text;
}

void shared_drop(const char *text)
{
	struct shared *s;

	if (text == NULL)
		return;
	s = of_text(text);
	bug_unless(s->holders > 0 && s->key.p == s->text);
	if (--s->holders > 0)
		return;
	(void)tdelete(s, &texts, by_hash);
	n_texts--;
	free(s);
}

size_t shared_count(void)
{
	return n_texts;
}

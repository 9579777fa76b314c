/*
 * Any bytes as lines of the metadata bucket, as a whole object, as a key, and as the
 * cache: what enters the model is harmless and bounded, and comes through the cache.
 */
#include <string.h>

#include "core/tree/json.h"
#include "core/watch/metadata.h"
#include "core/watch/metadata_keys.h"
#include "tests/fuzz/check_text.h"

#define NOW INT64_C(1795442400)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct metadata *m)
{
	struct health h = { 0 };
	int64_t cells[METADATA_CELLS];

	bug_unless(m->n_functions <= LIMIT_META_NAMES);
	bug_unless(m->n_metrics <= LIMIT_META_NAMES && m->n_codes <= METADATA_CODES);
	for (size_t i = 0; i < m->n_functions; i++)
		bug_unless(m->functions[i].runs >= 0 &&
			   (i == 0 || strcmp(m->functions[i - 1].name,
					     m->functions[i].name) < 0));
	bug_unless(metadata_rejected(m, NOW, cells) >= -1);
	metadata_judge(m, NOW, &h);
	for (size_t i = 0; i < h.n; i++) {
		check_lines(str_of(h.rows[i].subject));
		check_lines(str_of(h.rows[i].reason));
	}
	health_release(&h);
}

static void through_the_cache(const struct metadata *m)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *n = node_object(&arena);
	struct metadata back;

	metadata_to_node(&arena, n, m);
	metadata_init(&back);
	metadata_from_node(&back, n);
	bug_unless(back.n_functions == m->n_functions && back.n_bad == m->n_bad);
	check(&back);
	metadata_release(&back);
}

static void as_cache(struct str text)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct metadata m;
	struct node *n;

	if (!json_parse(text, &arena, &n, &err))
		return;
	metadata_init(&m);
	metadata_from_node(&m, n);
	check(&m);
	metadata_release(&m);
}

static void as_key(struct str text)
{
	AUTO(buf) key = BUF_INIT(LIMIT_KIB(2));
	int64_t sec = 0;

	if (metadata_key_decode(text, &key))
		(void)metadata_key_time(buf_str(&key), "p/", &sec);
	(void)metadata_key_time(text, "", &sec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	enum metadata_fault fault = METADATA_EMPTY;
	AUTO(buf) name = BUF_INIT(LIMIT_KIB(64));
	struct metadata m;

	metadata_init(&m);
	(void)metadata_take_text(&m, text, NOW);
	if (!metadata_take(&m, text, NOW, &fault)) {
		buf_add_str(&name, text);
		metadata_note_bad(&m, buf_text(&name), fault, NOW);
	}
	check(&m);
	through_the_cache(&m);
	metadata_release(&m);
	as_cache(text);
	as_key(text);
	return 0;
}

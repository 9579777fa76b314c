/*
 * What is known of an installation's summaries: memory, cells of the day, and looking.
 */
#include "core/watch/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"

void metadata_init(struct metadata *m)
{
	*m = (struct metadata){ .seq = -1 };
}

void metadata_release(struct metadata *m)
{
	free(m->functions);
	free(m->metrics);
	free(m->codes);
	free(m->bad);
	kept_err_clear(&m->err);
	metadata_init(m);
}

static void *copied(const void *items, size_t n, size_t size)
{
	void *copy = mem_new(n + 1, size);

	if (n > 0)
		memcpy(copy, items, n * size);
	return copy;
}

void metadata_copy(struct metadata *dst, const struct metadata *src)
{
	*dst = *src;
	dst->err.text = src->err.text == NULL ? NULL : mem_text(src->err.text);
	dst->functions =
		copied(src->functions, src->n_functions, sizeof(*src->functions));
	dst->cap_functions = src->n_functions + 1;
	dst->metrics = copied(src->metrics, src->n_metrics, sizeof(*src->metrics));
	dst->cap_metrics = src->n_metrics + 1;
	dst->codes = copied(src->codes, src->n_codes, sizeof(*src->codes));
	dst->cap_codes = src->n_codes + 1;
	dst->bad = copied(src->bad, src->n_bad, sizeof(*src->bad));
	dst->cap_bad = src->n_bad + 1;
}

const char *metadata_fault_says(enum metadata_fault f)
{
#define FAULT_SAYS(id, says) [METADATA_##id] = (says),
	static const char *const texts[] = { METADATA_FAULTS(FAULT_SAYS) };
#undef FAULT_SAYS

	return (size_t)f < ARRAY_LEN(texts) ? texts[f] : "is unusable";
}

void metadata_note_bad(struct metadata *m, const char *key, enum metadata_fault fault,
		       int64_t now_sec)
{
	AUTO(buf) safe = BUF_INIT(METADATA_KEY_MAX + 1);
	struct metadata_bad b = { .fault = fault, .at_sec = now_sec };

	utf8_safe(&safe, str_of(key), METADATA_KEY_MAX);
	bug_unless(text_copy(b.key, sizeof(b.key), buf_str(&safe)));
	for (size_t i = 0; i < m->n_bad; i++) {
		if (!text_eq(m->bad[i].key, b.key))
			continue;
		m->bad[i].fault = fault;
		return;
	}
	if (m->n_bad < METADATA_BAD_MAX)
		(void)VEC_PUSH(m->bad, m->n_bad, m->cap_bad);
	memmove(m->bad + 1, m->bad, (m->n_bad - 1) * sizeof(m->bad[0]));
	m->bad[0] = b;
}

const struct metadata_cell *metadata_cell_at(const struct metadata *m, int64_t sec)
{
	int64_t index = sec / METADATA_CELL_SEC;
	const struct metadata_cell *c = &m->cells[index % METADATA_CELLS];

	return index > 0 && c->index == index ? c : NULL;
}

int64_t metadata_rejected(const struct metadata *m, int64_t now_sec,
			  int64_t cells[METADATA_CELLS])
{
	int64_t sum = -1;

	for (int i = 0; i < METADATA_CELLS; i++) {
		const struct metadata_cell *c = metadata_cell_at(
			m, now_sec - (METADATA_CELLS - 1 - i) * METADATA_CELL_SEC);

		cells[i] = c == NULL ? -1 : c->rejected;
		if (c != NULL)
			sum = (sum < 0 ? 0 : sum) + c->rejected;
	}
	return sum;
}

int64_t metadata_code_since(const struct metadata *m, const struct metadata_code *c,
			    int64_t from_sec)
{
	int64_t n = 0;

	for (size_t i = 0; i < METADATA_CELLS; i++)
		if (m->cells[i].index >= from_sec / METADATA_CELL_SEC)
			n += c->n[i];
	return n;
}

size_t metadata_bad_since(const struct metadata *m, int64_t from_sec)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_bad; i++)
		n += m->bad[i].at_sec >= from_sec;
	return n;
}

/*
 * Any bytes as the answer of a service of an installation: what is kept of it is safe
 * to show and says no secret, is judged with a sentence, and is the same after the
 * cache.
 *
 * The first byte chooses the service, the second its step; the rest is the body.
 */
#include <string.h>

#include "core/aws/proto.h"
#include "core/base/vec.h"
#include "core/tree/json.h"
#include "core/watch/service_row.h"
#include "tests/fuzz/check_text.h"

#define NOW INT64_C(1795413600)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t n_steps(const struct service_row *row)
{
	size_t n = 0;

	while (row->steps[n].op != NULL)
		n++;
	return n;
}

static size_t n_rows(void)
{
	size_t n = 0;

	while (service_rows[n] != NULL)
		n++;
	return n;
}

static void check_part(const struct part *p)
{
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);
	struct verdict v;

	for (size_t i = 0; i < p->n_facts; i++) {
		const struct fact *f = &p->facts[i];

		bug_unless((f->kind == FACT_TEXT) == (f->text != NULL));
		if (f->text == NULL)
			continue;
		bug_unless(f->text[0] != '\0' && strlen(f->text) <= LIMIT_FACT);
		check_lines(str_of(f->text));
		bug_unless(!proto_secret_value(str_of(f->text)));
	}
	part_judge(p, NOW, &v);
	bug_unless(v.rule != NULL && v.reason[0] != '\0');
	check_lines(str_of(v.reason));
	part_reason(p, NOW, &reason);
	check_lines(buf_str(&reason));
}

static void add_part(struct services *l, const struct service_row *row,
		     const struct service_step *step, const struct node *n)
{
	struct part *p = VEC_PUSH(l->parts, l->n, l->cap);

	*p = (struct part){ .service = row->name,
			    .kind = step->kind != NULL ? step->kind : step->of,
			    .name = shared_text(STR("x")),
			    .id = shared_text(STR("x")),
			    .logical = shared_text(STR("X")),
			    .stack = shared_text(STR("s")) };
	facts_take(p, step->facts, n);
	check_part(p);
}

static void check_cache(const struct services *l)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(services) again = { 0 };
	struct node *n = node_object(&arena);

	services_to_node(&arena, n, l);
	if (!arena_ok(&arena))
		return;
	services_from_node(&again, n);
	bug_unless(again.n == l->n);
	for (size_t i = 0; i < again.n; i++)
		check_part(&again.parts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(http_reply) reply = { .status = 200, .body = BUF_SECRET(LIMIT_BODY) };
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);
	AUTO(services) l = { 0 };
	const struct service_row *row;
	const struct service_step *step;
	const struct node *result = NULL;
	struct err err = ERR_INIT;

	if (size < 2 || size > LIMIT_KIB(256))
		return 0;
	row = service_rows[data[0] % n_rows()];
	step = &row->steps[data[1] % n_steps(row)];
	buf_add(&reply.body, data + 2, size - 2);
	if (!proto_decode(step->op, &reply, &arena, &result, &err))
		return 0;
	if (step->rows == NULL)
		add_part(&l, row, step, result);
	for (const struct node *n = step->rows != NULL
					    ? node_first(node_at(result, step->rows))
					    : NULL;
	     n != NULL && l.n < 50; n = n->next)
		add_part(&l, row, step, n);
	if (row->compare != NULL)
		row->compare(&l, &l);
	check_cache(&l);
	return 0;
}

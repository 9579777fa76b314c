/*
 * Questions in a row: the next one is asked once the one before it has its answer; for
 * what is no code it is asked again.
 */
#include "core/access/questions.h"

#include <stdlib.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"

static void ask_next(struct questions *all);

static void question_release(struct question *q)
{
	free(q->serial);
	free(q->what);
	free(q->why);
}

bool identity_is_code(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.len == 6;
}

static void ask_again(struct questions *all, const char *why)
{
	struct question *q = &all->items[0];

	all->asked = false;
	free(q->why);
	q->why = mem_text(why);
	ask_next(all);
}

/* Whoever asked is told six digits or NULL, and nothing else. */
static void answered(void *ctx, const char *code)
{
	struct questions *all = ctx;
	struct question q;

	if (!all->asked || all->n == 0)
		return;
	if (code != NULL && !identity_is_code(str_of(code))) {
		ask_again(all, "a code has six digits");
		return;
	}
	q = all->items[0];
	VEC_REMOVE(all->items, all->n, 0);
	all->asked = false;
	if (q.reply != NULL)
		q.reply(q.ctx, code);
	question_release(&q);
	ask_next(all);
}

static void ask_next(struct questions *all)
{
	const struct question *q;

	while (all->n > 0 && all->items[0].reply == NULL) {
		question_release(&all->items[0]);
		VEC_REMOVE(all->items, all->n, 0);
	}
	if (all->asked || all->n == 0)
		return;
	all->asked = true;
	q = &all->items[0];
	all->ask(all->ask_ctx, q->serial, q->what, q->why, answered, all);
}

static char *safe_text(const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_TEXT);

	utf8_safe(&out, str_of(text), 300);
	return buf_take(&out);
}

bool questions_add(struct questions *all, const struct question_wish *from,
		   struct err *err)
{
	struct question *q;

	if (all->ask == NULL)
		return err_set(
			err, ERR_CRED,
			"%s needs a code of the MFA device %s, and nobody can be "
			"asked here",
			from->what, from->serial);
	q = VEC_PUSH(all->items, all->n, all->cap);
	q->serial = safe_text(from->serial);
	q->what = safe_text(from->what);
	q->why = from->why == NULL ? NULL : safe_text(from->why);
	q->reply = from->reply;
	q->ctx = from->ctx;
	ask_next(all);
	return true;
}

void questions_release(struct questions *q)
{
	for (size_t i = 0; i < q->n; i++)
		question_release(&q->items[i]);
	free(q->items);
}

void questions_forget(struct questions *q, const void *ctx)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->items[i].ctx == ctx)
			q->items[i].reply = NULL;
}

/*
 * Walking through the pages of a listing.
 *
 * Holds always: every token is remembered by its hash, so a service that leads round
 * in circles, however long, is left at the first repetition; and there are at most
 * LIMIT_PAGES pages.
 */
#include "core/aws/page.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"

static void forget_token(struct page *p)
{
	free(p->token);
	p->token = NULL;
}

void page_release(struct page *p)
{
	if (!p)
		return;
	forget_token(p);
	free(p->seen);
	*p = (struct page){ 0 };
}

static bool came_before(const struct page *p, const struct sha256 *hash)
{
	for (size_t i = 0; i < p->n_seen; i++) {
		if (sha256_eq(&p->seen[i], hash))
			return true;
	}
	return false;
}

enum page_step page_look(struct page *p, const struct op *op, const struct node *result)
{
	const char *token =
		result && op->next_out ? node_text(result, op->next_out, "") : "";

	p->n_pages++;
	forget_token(p);
	if (token[0] == '\0')
		return PAGE_LAST;
	if (strlen(token) > LIMIT_TOKEN || p->n_pages >= LIMIT_PAGES)
		return PAGE_CEILING;
	struct sha256 hash = sha256_of(str_of(token));
	if (came_before(p, &hash))
		return PAGE_REPEATED;
	*VEC_PUSH(p->seen, p->n_seen, p->cap_seen) = hash;
	p->token = mem_text(token);
	return PAGE_NEXT;
}

void page_args(const struct page *p, const struct op *op, const struct args *first,
	       struct args *ret)
{
	bug_unless(p->token && op->next_in);
	args_copy(ret, first);
	for (size_t i = 0; i < ret->n; i++) {
		struct arg *arg = &ret->items[i];
		if (strcmp(arg->path, op->next_in) != 0)
			continue;
		free(arg->value);
		arg->value = mem_text(p->token);
		return;
	}
	args_put(ret, op->next_in, p->token);
}

void page_cut_err(enum page_step step, const struct op *op, struct err *err)
{
	if (step == PAGE_REPEATED)
		(void)err_set(
			err, ERR_LIMIT,
			"%s: the service repeats a page: the list may not be whole",
			op->id);
	else
		(void)err_set(err, ERR_LIMIT,
			      "%s: more than %d pages: the list is not whole", op->id,
			      LIMIT_PAGES);
}

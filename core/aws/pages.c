/*
 * All pages of a listing, each a call of its own in the same act.
 *
 * Always true: the listing belongs to the call that is under way; on_end is told
 * exactly once, unless the act was abandoned.
 */
#include <stdlib.h>

#include "core/aws/act.h"

bool call_pages(struct act *a, const struct op *op, const struct args *args,
		call_done *on_page, pages_end *on_end, void *ctx, struct err *err)
{
	struct listing *l;

	if (!call_submit(a, op, args, NULL, NULL, err))
		return false;
	l = mem_new(1, sizeof(*l));
	l->op = op;
	if (args != NULL)
		args_copy(&l->first, args);
	l->on_page = on_page;
	l->on_end = on_end;
	l->ctx = ctx;
	for (struct call *c = a->calls; c != NULL; c = c->next)
		if (c->next == NULL)
			c->listing = l;
	return true;
}

void pages_stop(struct act *a)
{
	a->stop_pages = true;
}

static void end(struct act *a, struct listing *l, const struct err *err)
{
	if (!a->abandoned && l->on_end != NULL)
		l->on_end(l->ctx, a, err);
	listing_free(l);
}

/* Ask for the next page; the listing goes over to its call. */
static void go_on(struct act *a, struct listing *l)
{
	struct err err = ERR_INIT;
	struct args args = { 0 };
	struct call *c;
	bool ok;

	if (act_left(a, l->op) == 0) {
		(void)err_set(&err, ERR_LIMIT,
			      "%s: cut after %u pages, the act's calls are used up",
			      l->op->id, l->page.n_pages);
		end(a, l, &err);
		return;
	}
	page_args(&l->page, l->op, &l->first, &args);
	ok = call_submit(a, l->op, &args, NULL, NULL, &err);
	args_release(&args);
	if (!ok) {
		end(a, l, &err);
		return;
	}
	for (c = a->calls; c->next != NULL; c = c->next)
		continue;
	c->listing = l;
}

void listing_page(struct act *a, struct call *c, const struct call_reply *reply)
{
	struct listing *l = c->listing;
	struct err err = ERR_INIT;
	enum page_step step;

	c->listing = NULL;
	if (reply->result == NULL) {
		err = *reply->err;
		if (err.code == ERR_LIMIT) /* here it would say: the pages are good */
			err.code = ERR_PARSE;
		end(a, l, &err);
		return;
	}
	a->stop_pages = false;
	if (!a->abandoned && l->on_page != NULL)
		l->on_page(l->ctx, a, reply);
	step = page_look(&l->page, l->op, reply->result);
	if (step == PAGE_LAST || a->stop_pages) {
		end(a, l, NULL);
		return;
	}
	if (step == PAGE_NEXT) {
		go_on(a, l);
		return;
	}
	page_cut_err(step, l->op, &err);
	end(a, l, &err);
}

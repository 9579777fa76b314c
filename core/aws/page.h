/*
 * Walking through the pages of a listing: when there is a next one, and with which
 * token; and the two ways in which services send a client round in circles.
 */
#ifndef CORE_AWS_PAGE_H
#define CORE_AWS_PAGE_H

#include "core/aws/args.h"
#include "core/base/sha.h"
#include "core/tree/node.h"

enum page_step {
	PAGE_NEXT,     /* page.token asks for the next one */
	PAGE_LAST,     /* no token, or an empty one: the listing is whole */
	PAGE_REPEATED, /* a token that came before: stop; what is there is what there is
			*/
	PAGE_CEILING,  /* LIMIT_PAGES pages, or a token over LIMIT_TOKEN: cut, say so */
};

struct page {
	char *token; /* of the next page; NULL before the first and after the last */
	struct sha256 *seen; /* of every token so far */
	size_t n_seen, cap_seen;
	unsigned n_pages; /* looked at so far */
};

#define PAGE_INIT ((struct page){ 0 })
void page_release(struct page *p);

/*
 * Look at one page's result.  Empty pages with a token are legal: only the token
 * counts, never the number of rows.
 *
 * op       op->next_out names the token; a row without it has one page
 * result   of proto_decode(); NULL counts as a page without a token
 */
enum page_step page_look(struct page *p, const struct op *op,
			 const struct node *result);

/*
 * Arguments of the next page: those of the first, with op->next_in = p->token.
 * Only after PAGE_NEXT.  ret is overwritten; the caller releases it.
 */
void page_args(const struct page *p, const struct op *op, const struct args *first,
	       struct args *ret);

/* The sentence for a listing that PAGE_REPEATED or PAGE_CEILING cut: ERR_LIMIT. */
void page_cut_err(enum page_step step, const struct op *op, struct err *err);

#endif

/*
 * Building text and bytes: grows up to a ceiling; a failure sticks, so a caller
 * checks buf_ok() once at the end.
 */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include "core/base/base.h"
#include "core/base/str.h"

struct buf {
	char *p;    /* NUL-terminated whenever not NULL */
	size_t len; /* bytes, without the NUL */
	size_t cap; /* bytes there is memory for */
	size_t max; /* ceiling in bytes; 0 takes nothing */
	bool over;  /* something did not fit; contents are cut */
	bool wipe;  /* zero memory before it is given back: secrets */
};

#define BUF_INIT(ceiling)   ((struct buf){ .max = (ceiling) })
#define BUF_SECRET(ceiling) ((struct buf){ .max = (ceiling), .wipe = true })

void buf_release(struct buf *b); /* back to empty, memory freed; usable again */
void buf_clear(struct buf *b);   /* empty and fine again, memory kept */

/* Hand the contents over: the caller frees them. Never NULL; b is empty after. */
char *buf_take(struct buf *b);

/* Forget what stands after len bytes; nothing changes when there is less. */
void buf_cut(struct buf *b, size_t len);

/* False once something did not fit. What is there is then a true beginning. */
bool buf_ok(const struct buf *b) MUST_USE;
struct str buf_str(const struct buf *b);   /* borrowed until the next change */
const char *buf_text(const struct buf *b); /* the same as a C string; never NULL */

/*
 * Add at the end.  What does not fit is cut at the ceiling, and nothing is added
 * any more.  What is added must not point into b itself.
 */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_text(struct buf *b, const char *text); /* NULL adds nothing */
void buf_add_char(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_add_hex(struct buf *b, const void *bytes, size_t len); /* lower case */

/* RFC 4648 section 4: padded, no line breaks. */
void buf_add_base64(struct buf *b, const void *bytes, size_t len);

/* RFC 3986 unreserved bytes as they are, the others %XX (upper case); '/' stays as
 * it is when keep_slash. */
void buf_add_uri(struct buf *b, struct str s, bool keep_slash);

#endif

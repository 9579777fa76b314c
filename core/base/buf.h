/*
 * Building text and bytes: grows up to a ceiling; a failure sticks, so a caller
 * checks buf_ok() once at the end.
 */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include "core/base/base.h"
#include "core/base/str.h"

struct buf {
	char *p;	 /* NUL-terminated whenever not NULL */
	size_t len;	 /* bytes, without the NUL */
	size_t cap;
	size_t max;	 /* ceiling in bytes */
	bool over;	 /* something did not fit; contents are cut */
	bool wipe;	 /* zero memory before it is given back: secrets */
};

#define BUF_INIT(ceiling) ((struct buf){ .max = (ceiling) })
#define BUF_SECRET(ceiling) ((struct buf){ .max = (ceiling), .wipe = true })

void buf_release(struct buf *b);	/* back to empty, memory freed */
void buf_clear(struct buf *b);		/* empty, memory kept */
char *buf_take(struct buf *b);		/* the caller frees; never NULL; b is empty after */
void buf_cut(struct buf *b, size_t len);	/* forget what stands after len bytes */
bool buf_ok(const struct buf *b) MUST_USE;
struct str buf_str(const struct buf *b);	/* borrowed until the next change */
const char *buf_text(const struct buf *b);	/* never NULL */

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_text(struct buf *b, const char *text);
void buf_add_char(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_add_hex(struct buf *b, const void *bytes, size_t len);	/* lower case */
void buf_add_base64(struct buf *b, const void *bytes, size_t len);	/* padded, no line breaks */
/* RFC 3986 unreserved bytes as they are, the others %XX (upper case); '/' kept when keep_slash. */
void buf_add_uri(struct buf *b, struct str s, bool keep_slash);

#endif

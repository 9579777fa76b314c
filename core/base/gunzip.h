/*
 * gzip from outside, unpacked under a ceiling (zlib).
 */
#ifndef CORE_BASE_GUNZIP_H
#define CORE_BASE_GUNZIP_H

#include "core/base/buf.h"
#include "core/base/err.h"

/* What is honest packs less: text of many like lines comes to 20 to 100. */
#define GUNZIP_RATIO 500

/*
 * Unpack one gzip stream, or several one after the other.
 *
 * out      appended to; its ceiling is the one of the result
 * Errors   ERR_PARSE not gzip, truncated, a checksum that is wrong, or bytes behind it;
 *          ERR_LIMIT more than the ceiling, or packed more than GUNZIP_RATIO to 1; what
 *          was unpacked until then stands in out.  Never holds content.
 */
bool gunzip(struct str packed, struct buf *out, struct err *err) MUST_USE;

/* It begins as gzip does. */
bool gunzip_is(struct str packed);

/* Of zlib, for `candor version`. Never NULL. */
const char *gunzip_version(void);

#endif

/*
 * gzip made for a test; by zlib's own writer, so that it is not ours that is read.
 */
#ifndef TESTS_FAKE_GZIP_H
#define TESTS_FAKE_GZIP_H

#include "core/base/buf.h"

/* Append text as one gzip stream. */
void fake_gzip(struct buf *out, struct str text);

#endif

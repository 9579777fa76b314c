/*
 * Unpacking gzip: pieces of a fixed size, so that a small input never costs much
 * memory before its ceiling is noticed.
 */
#include "core/base/gunzip.h"

#include <limits.h>
#define ZLIB_CONST /* zlib does not write to what it reads */
#include <zlib.h>

#include "core/base/limits.h"

#define PIECE        LIMIT_KIB(32)
#define RATIO_FROM   LIMIT_KIB(256) /* below it a ratio says nothing */
#define WINDOW       (15 + 16)      /* the largest, and gzip's header and trailer */
#define HEADER_BYTES 2

bool gunzip_is(struct str packed)
{
	return packed.len >= HEADER_BYTES && (unsigned char)packed.p[0] == 0x1f &&
	       (unsigned char)packed.p[1] == 0x8b;
}

static bool within(const struct buf *out, size_t n_packed, struct err *err)
{
	if (!buf_ok(out))
		return err_set(err, ERR_LIMIT, "unpacks to more than %zu KiB",
			       out->max / LIMIT_KIB(1));
	if (out->len > RATIO_FROM && out->len / GUNZIP_RATIO > n_packed)
		return err_set(err, ERR_LIMIT, "is packed more than %d to 1",
			       GUNZIP_RATIO);
	return true;
}

/* One stream; z->next_in stands behind it afterwards. */
static bool unpack(z_stream *z, size_t n_packed, struct buf *out, struct err *err)
{
	unsigned char piece[PIECE];
	int state = Z_OK;

	while (state != Z_STREAM_END) {
		z->next_out = piece;
		z->avail_out = sizeof(piece);
		state = inflate(z, Z_NO_FLUSH);
		buf_add_str(out, (struct str){ (const char *)piece,
					       sizeof(piece) - z->avail_out });
		if (!within(out, n_packed, err))
			return false;
		if (state == Z_BUF_ERROR || (state == Z_OK && z->avail_out != 0))
			return err_set(err, ERR_PARSE, "is truncated");
		if (state != Z_OK && state != Z_STREAM_END)
			return err_set(err, ERR_PARSE, "is broken gzip");
	}
	return true;
}

static bool unpack_all(z_stream *z, size_t n_packed, struct buf *out, struct err *err)
{
	while (unpack(z, n_packed, out, err)) {
		const struct str rest = { (const char *)z->next_in, z->avail_in };

		if (rest.len == 0)
			return true;
		if (!gunzip_is(rest) || inflateReset(z) != Z_OK)
			return err_set(err, ERR_PARSE, "has bytes behind its gzip");
	}
	return false;
}

bool gunzip(struct str packed, struct buf *out, struct err *err)
{
	z_stream z = { 0 };
	bool ok;

	if (!gunzip_is(packed) || packed.len > UINT_MAX)
		return err_set(err, ERR_PARSE, "is not gzip");
	z.next_in = (const unsigned char *)packed.p;
	z.avail_in = (uInt)packed.len;
	if (inflateInit2(&z, WINDOW) != Z_OK)
		return err_set(err, ERR_LIMIT, "no memory to unpack gzip");
	ok = unpack_all(&z, packed.len, out, err);
	(void)inflateEnd(&z);
	return ok;
}

const char *gunzip_version(void)
{
	return zlibVersion();
}

#include "tests/fake/gzip.h"

#define ZLIB_CONST
#include <zlib.h>

void fake_gzip(struct buf *out, struct str text)
{
	z_stream z = { 0 };
	unsigned char piece[4096];
	int state = Z_OK;

	bug_unless(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
		   Z_OK);
	z.next_in = (const unsigned char *)text.p;
	z.avail_in = (unsigned)text.len;
	while (state != Z_STREAM_END) {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		state = deflate(&z, Z_FINISH);
		bug_unless(state == Z_OK || state == Z_STREAM_END);
		buf_add(out, piece, sizeof(piece) - z.avail_out);
	}
	(void)deflateEnd(&z);
}

/* Any bytes as gzip: the ceiling and the ratio hold, whatever comes. */
#include "core/base/gunzip.h"
#include "core/base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str packed = { (const char *)data, size };
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	bool ok = gunzip(packed, &out, &err);

	bug_unless(out.len <= LIMIT_MIB(1));
	bug_unless(ok ? buf_ok(&out) && gunzip_is(packed) : err.code != ERR_NONE);
	bug_unless(out.len <= LIMIT_KIB(512) || out.len / (2 * GUNZIP_RATIO) <= size);
	return 0;
}

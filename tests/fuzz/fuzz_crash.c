/* Any bytes as crash.txt: what is kept of them is plain. */
#include <stdlib.h>

#include "core/base/crash.h"

static void check(const char *text)
{
	for (; *text; text++) {
		if (*text < '!' || *text > '~')
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf) told = BUF_INIT(CRASH_FILE_MAX + 64);
	struct crash_report r;
	struct str text = { (const char *)data,
			    size < CRASH_FILE_MAX ? size : CRASH_FILE_MAX };

	crash_read(text, &r);
	check(r.version);
	check(r.build);
	if (r.number < 0 || r.number > 128)
		abort();
	crash_told(text, "ID", &told);
	crash_read(buf_str(&told), &r);
	if (!r.told)
		abort();
	return 0;
}

/* Any bytes as a file of ours and as one of AWS's. */
#include "core/base/ini.h"

#include "core/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Reads every byte that is handed out, so that a sanitizer sees a wrong slice. */
static size_t touch(struct str s)
{
	size_t sum = 0;
	for (size_t i = 0; i < s.len; i++)
		sum += (unsigned char)s.p[i];
	return sum;
}

static bool each(void *ctx, const struct ini_line *line, struct err *err)
{
	unsigned *last = ctx;
	bug_unless(line->line >= *last);
	bug_unless(line->key.len > 0 || line->value.len == 0);
	*last = line->line;
	size_t sum = touch(line->section) + touch(line->key) + touch(line->value) +
		     touch(line->parent);
	return sum % 1009 != 1008 || err_set(err, ERR_ARG, "enough");
}

static void read_as(struct str text, enum ini_style style)
{
	struct err err = ERR_INIT;
	unsigned last = 1;
	bool ok = ini_read(text, "fuzz", style, each, &last, &err);
	bug_unless(ok == (err.code == ERR_NONE));
	bug_unless(utf8_valid(str_of(err.text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str text = { (const char *)data, len };
	read_as(text, INI_CANDOR);
	read_as(text, INI_AWS);
	return 0;
}

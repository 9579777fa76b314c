/*
 * The memories of signers.  Always true: only names of the form TAG.size count, so a
 * backup beside them (TAG.size~) says nothing.
 */
#include "db/marks.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"

#define MARKS_MAX 65536

static bool tag_of(const char *file, struct leaf_tag *ret)
{
	struct str name = str_of(file);
	unsigned char bytes[LEAF_TAG_LEN / 2];
	if (name.len != LEAF_TAG_LEN + 5 || !str_ends(name, ".size"))
		return false;
	name.len = LEAF_TAG_LEN;
	return hex_decode(name, bytes, sizeof(bytes)) &&
	       text_copy(ret->text, sizeof(ret->text), name);
}

static void add_mark(const char *keys_dir, const char *file, struct marks *m)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct err err = ERR_INIT;
	struct leaf_tag tag;
	if (!tag_of(file, &tag))
		return;
	struct mark *one = VEC_PUSH(m->items, m->n, m->cap);
	one->tag = tag;
	buf_addf(&path, "%s/%s", keys_dir, file);
	if (!signer_file_read_mark(buf_text(&path), &one->last, &err))
		(void)snprintf(one->why, sizeof(one->why), "%.250s", err.text);
}

bool marks_list(const char *keys_dir, struct marks *ret, struct err *err)
{
	*ret = (struct marks){ 0 };
	DIR *dir = opendir(keys_dir);
	if (!dir)
		return errno == ENOENT ||
		       err_set(err, ERR_JOURNAL, "cannot read %s: %s", keys_dir,
			       err_errno(errno));
	while (ret->n < MARKS_MAX) {
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, our own DIR */
		const struct dirent *d = readdir(dir);
		if (!d)
			break;
		add_mark(keys_dir, d->d_name, ret);
	}
	(void)closedir(dir); /* only read */
	return ret->n < MARKS_MAX ||
	       err_set(err, ERR_JOURNAL, "%s holds more than %d memories", keys_dir,
		       MARKS_MAX);
}

void marks_release(struct marks *m)
{
	free(m->items);
	*m = (struct marks){ 0 };
}

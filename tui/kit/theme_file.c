/*
 * Finding themes.  Files in use must be private (os_read_private): who may write a
 * theme may hide what the console says.
 */
#include "tui/kit/theme_file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "tui/kit/nearest.h"
#include "tui/kit/theme_shipped.h"

#define SUFFIX   ".theme"
#define PATH_LEN LIMIT_KIB(8)

void theme_names_release(struct theme_names *names)
{
	free(names->rows);
	*names = (struct theme_names){ 0 };
}

static bool name_ok(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_";
	size_t len = strlen(name);
	return len > 0 && len < THEME_NAME_MAX && strspn(name, allowed) == len;
}

bool theme_is_shipped(const char *name)
{
	return theme_shipped_text(name).p != NULL;
}

void theme_dir_beside(const char *config, struct buf *out)
{
	const char *slash = strrchr(config, '/');
	buf_add(out, config, slash ? (size_t)(slash - config) + 1 : 0);
	buf_add_text(out, "themes");
}

void theme_file_path(const char *dir, const char *name, struct buf *out)
{
	buf_addf(out, "%s/%s" SUFFIX, dir, name);
}

static void add_name(struct theme_names *names, const char *name, bool shipped)
{
	struct theme_name *row = VEC_PUSH(names->rows, names->n, names->cap);
	*row = (struct theme_name){ .shipped = shipped,
				    .hidden = !shipped && theme_is_shipped(name) };
	bug_unless(text_copy(row->name, sizeof(row->name), str_of(name)));
}

static int by_name(const void *a, const void *b)
{
	const struct theme_name *x = a;
	const struct theme_name *y = b;
	return strcmp(x->name, y->name);
}

static void add_own(struct theme_names *names, const char *dir)
{
	size_t first = names->n;
	DIR *d = text_empty(dir) ? NULL : opendir(dir);
	if (!d)
		return;
	/* One thread, one stream: NOLINTNEXTLINE(concurrency-mt-unsafe) */
	for (struct dirent *e = readdir(d); e && names->n - first < THEME_NAMES_MAX;
	     e = readdir(d)) { /* NOLINT(concurrency-mt-unsafe): as above */
		struct str file = str_of(e->d_name);
		char name[THEME_NAME_MAX];
		if (!str_ends(file, SUFFIX))
			continue;
		file.len -= sizeof(SUFFIX) - 1;
		if (text_copy(name, sizeof(name), file) && name_ok(name))
			add_name(names, name, false);
	}
	(void)closedir(d);
	if (names->n > first)
		qsort(names->rows + first, names->n - first, sizeof(*names->rows),
		      by_name);
}

void theme_names(const char *dir, struct theme_names *ret)
{
	*ret = (struct theme_names){ 0 };
	for (const struct theme_file *f = theme_files; f->name; f++)
		add_name(ret, f->name, true);
	add_own(ret, dir);
}

static bool unknown(const char *dir, const char *name, struct err *err)
{
	AUTO(theme_names) names = { 0 };
	AUTO(buf) list = BUF_INIT(LIMIT_KIB(1));
	struct nearest near = NEAREST_INIT(name);
	bool own = false;
	theme_names(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const struct theme_name *row = &names.rows[i];
		if (row->hidden)
			continue;
		nearest_try(&near, row->name);
		if (!row->shipped && !own)
			buf_add_text(&list, "; your own: ");
		else if (i > 0)
			buf_add_text(&list, ", ");
		own = own || !row->shipped;
		buf_add_text(&list, row->name);
	}
	if (near.best)
		return err_set(err, ERR_ARG,
			       "there is no theme \"%.60s\"; did you mean %s? "
			       "Shipped: %.300s",
			       name, near.best, buf_text(&list));
	return err_set(err, ERR_ARG, "there is no theme \"%.60s\". Shipped: %.300s",
		       name, buf_text(&list));
}

/* What is extended; ctx is the directory. */
static bool read_beside(void *ctx, const char *name, struct buf *out, struct err *err)
{
	AUTO(buf) path = BUF_INIT(PATH_LEN);
	theme_file_path(ctx, name, &path);
	return os_file_exists(buf_text(&path)) &&
	       os_read_private(buf_text(&path), out, err);
}

bool theme_open(struct theme *ret, const char *dir, const char *name, struct err *err)
{
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	AUTO(buf) own = BUF_INIT(PATH_LEN);
	AUTO(buf) file = BUF_INIT(THEME_NAME_MAX + sizeof(SUFFIX));
	struct err why = ERR_INIT;
	if (theme_is_shipped(name))
		return theme_shipped(ret, name, err);
	if (text_empty(dir) || !name_ok(name))
		return unknown(dir, name, err);
	buf_add_text(&own, dir);
	struct theme_source source = { read_beside, own.p };
	if (!read_beside(own.p, name, &text, &why)) {
		if (why.code == ERR_NONE)
			return unknown(dir, name, err);
		return err_set(err, why.code, "%s", why.text);
	}
	buf_addf(&file, "%s" SUFFIX, name);
	return theme_read(ret, buf_str(&text), buf_text(&file), &source, err);
}

bool theme_open_path(struct theme *ret, const char *path, struct err *err)
{
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	AUTO(buf) dir = BUF_INIT(PATH_LEN);
	const char *slash = strrchr(path, '/');
	if (slash)
		buf_add(&dir, path, (size_t)(slash - path));
	else
		buf_add_char(&dir, '.');
	struct theme_source source = { read_beside, dir.p };
	return os_read_file(path, &text, err) &&
	       theme_read(ret, buf_str(&text), slash ? slash + 1 : path, &source, err);
}

/*
 * candor.conf from its files.
 */
#include "core/access/config.h"
#include "core/base/limits.h"
#include "core/base/os.h"

/* A file that cannot be read ends it: what the others say would be half the truth. */
static bool load_one(const char *path, struct buf *text, config_problem *problem,
		     void *ctx, struct err *err)
{
	text->max = LIMIT_CONFIG;
	if (os_read_private(path, text, err))
		return true;
	if (problem)
		problem(ctx, err);
	return false;
}

bool config_load_all(const char *const *paths, size_t n, config_problem *problem,
		     void *ctx, struct config *ret, struct err *err)
{
	struct buf texts[CONFIG_FILES] = { 0 };
	struct config_source sources[CONFIG_FILES];
	bool ok = true;

	bug_unless(n > 0 && n <= CONFIG_FILES);
	for (size_t i = 0; i < n && ok; i++) {
		ok = load_one(paths[i], &texts[i], problem, ctx, err);
		sources[i] = (struct config_source){ paths[i], buf_str(&texts[i]) };
	}
	ok = ok && config_parse_all(sources, n, problem, ctx, ret, err);
	for (size_t i = 0; i < n; i++)
		buf_release(&texts[i]);
	return ok;
}

bool config_load(const char *path, struct config *ret, struct err *err)
{
	return config_load_all(&path, 1, NULL, NULL, ret, err);
}

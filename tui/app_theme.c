/*
 * How the console looks: --no-color and NO_COLOR, --theme, CANDOR_THEME, else what the
 * terminal can do.  A name is a shipped theme or a file
 * themes/NAME.theme beside candor.conf.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/app_impl.h"

bool app_utf8(const struct program *p)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = program_env(p, names[i]);

		if (!text_empty(value))
			return strstr(value, "UTF-8") || strstr(value, "utf8") ||
			       strstr(value, "UTF8") || strstr(value, "utf-8");
	}
	return false;
}

static bool no_color(const struct app *a)
{
	return a->opts->no_color || !text_empty(program_env(a->program, "NO_COLOR")) ||
	       text_eq(program_env(a->program, "TERM"), "dumb");
}

static const char *chosen(const struct app *a)
{
	const char *variable = program_env(a->program, "CANDOR_THEME");

	if (!text_empty(a->opts->theme))
		return a->opts->theme;
	if (no_color(a))
		return "mono";
	if (!text_empty(variable))
		return variable;
	return term_depth(a->term) < DEPTH_256 ? "terminal" : "dark";
}

/* The file of a theme of the operator's own; false when there is none. */
static bool read_own(void *ctx, const char *name, struct buf *out)
{
	const struct app *a = ctx;
	const char *config = program_paths(a->program)->config;
	const char *slash = strrchr(config, '/');
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct err err = ERR_INIT;

	buf_add(&path, config, slash ? (size_t)(slash - config) + 1 : 0);
	buf_addf(&path, "themes/%s.theme", name);
	return os_file_exists(buf_text(&path)) &&
	       os_read_file(buf_text(&path), out, &err);
}

static bool plain_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_";

	return name[0] && strspn(name, allowed) == strlen(name);
}

bool app_theme(struct app *a, struct err *err)
{
	const char *name = chosen(a);
	struct theme_source source = { read_own, a };
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	AUTO(buf) file = BUF_INIT(128);

	if (theme_shipped(&a->theme, name, err))
		return true;
	if (!plain_name(name) || !read_own(a, name, &text))
		return false;
	buf_addf(&file, "%s.theme", name);
	return theme_read(&a->theme, buf_str(&text), buf_text(&file), &source, err);
}

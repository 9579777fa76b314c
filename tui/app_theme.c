/*
 * How the console looks: what the settings say (tui/program_settings.h), else what the
 * terminal can do.  A name is a shipped theme or a file
 * themes/NAME.theme beside candor.conf.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/app_impl.h"

static bool locale_is_utf8(const struct program *p)
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

bool app_ascii(const struct program *p)
{
	const struct settings *s = program_settings(p);

	if (settings_is(s, SETTING_GLYPHS, "auto"))
		return !locale_is_utf8(p);
	return settings_is(s, SETTING_GLYPHS, "ascii");
}

static bool no_color(const struct app *a)
{
	return settings_is(program_settings(a->program), SETTING_COLOR, "off") ||
	       text_eq(program_env(a->program, "TERM"), "dumb");
}

/* Who names a theme on the command line has seen NO_COLOR. */
static const char *chosen(const struct app *a)
{
	const struct settings *s = program_settings(a->program);
	bool named = !settings_is(s, SETTING_THEME, "auto");

	if (named && settings_level(s, SETTING_THEME) == SETTING_FLAG)
		return settings_get(s, SETTING_THEME);
	if (no_color(a))
		return "mono";
	if (named)
		return settings_get(s, SETTING_THEME);
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

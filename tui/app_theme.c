/*
 * How the console looks: what the settings say (tui/program_settings.h), else what the
 * terminal can do.  A name is a shipped theme or a file
 * themes/NAME.theme beside candor.conf.
 */
#include <string.h>

#include "core/base/limits.h"
#include "tui/app_impl.h"
#include "tui/kit/theme_file.h"

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

bool app_theme(struct app *a, struct err *err)
{
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	theme_dir_beside(program_paths(a->program)->config, &dir);
	return theme_open(&a->theme, buf_text(&dir), chosen(a), err);
}

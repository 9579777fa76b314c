/*
 * The table of settings, and the layers that fill it.
 *
 * Always true: a value that is handed out is one of the allowed words of its row, and
 * its origin names the place where it can be changed.
 */
#include "tui/program_settings.h"

#include <stdlib.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define VALUE_MAX 256 /* bytes of a variable or a flag; as of a line in [console] */

/* clang-format off */
const struct setting_row settings_all[SETTING_COUNT] = {
	[SETTING_THEME] = { "theme", "CANDOR_THEME", "--theme", "auto", NULL,
		"colours: a shipped theme, one of your own, or auto" },
	[SETTING_COLOR] = { "color", "CANDOR_COLOR", "--no-color", "auto", "auto|off",
		"off: no colours, as with NO_COLOR" },
	[SETTING_GLYPHS] = { "glyphs", "CANDOR_GLYPHS", "--ascii", "auto",
		"auto|unicode|ascii", "shapes of states, lines and meters" },
	[SETTING_GRAPH] = { "graph", "CANDOR_GRAPH", NULL, "auto",
		"auto|braille|block|ascii", "what charts are made of" },
	[SETTING_AMBIGUOUS] = { "ambiguous", "CANDOR_AMBIGUOUS", NULL, "1", "1|2",
		"cells of a character of ambiguous width" },
	[SETTING_MOTION] = { "motion", "CANDOR_MOTION", NULL, "full", "full|reduced",
		"reduced: no spinner, progress as words" },
	[SETTING_KEYS] = { "keys", "CANDOR_KEYS", NULL, "default", "default|k9s|less",
		"the keys that keys.conf starts from" },
	[SETTING_MOUSE] = { "mouse", "CANDOR_MOUSE", NULL, "off", "off|on",
		"on: rows and the wheel; the terminal's own selection needs Shift" },
	[SETTING_TIME] = { "time", "CANDOR_TIME", NULL, "utc",
		"utc|local|customer|relative", "how times are written" },
	[SETTING_CLIPBOARD] = { "clipboard", "CANDOR_CLIPBOARD", NULL, "auto", NULL,
		"auto, off, tmux, osc52, or a command that reads the text" },
	[SETTING_RESTORE] = { "restore", "CANDOR_RESTORE", "--fresh", "yes", "yes|no",
		"yes: begin where you left off" },
	[SETTING_LINEAR] = { "linear", "CANDOR_LINEAR", "--linear", "no", "no|yes",
		"yes: a dialogue of lines instead of a screen" },
};

const struct setting_variable settings_variables[] = {
	{ SETTING_COLOR, "NO_COLOR", "off" },
	{ SETTING_MOTION, "NO_MOTION", "reduced" },
	{ SETTING_MOTION, "CANDOR_REDUCED_MOTION", "reduced" },
};
/* clang-format on */
const size_t settings_variables_n = ARRAY_LEN(settings_variables);

void settings_release(struct settings *s)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		free(s->of[i].value);
		free(s->of[i].origin);
	}
	for (size_t i = 0; i < s->n_warnings; i++)
		free(s->warnings[i]);
	free(s->warnings);
	*s = (struct settings){ 0 };
}

static bool allowed(const struct setting_row *row, const char *value)
{
	struct str rest = str_of(row->allowed);

	if (!row->allowed)
		return true;
	while (rest.len > 0)
		if (str_is(str_cut(&rest, '|'), value))
			return true;
	return false;
}

/* "a, b or c" */
static void add_choice(struct buf *out, const char *words)
{
	struct str rest = str_of(words);

	while (rest.len > 0) {
		struct str word = str_cut(&rest, '|');

		if (out->len > 0)
			buf_add_text(out, rest.len > 0 ? ", " : " or ");
		buf_add_str(out, word);
	}
}

static bool set(struct settings *s, enum setting id, enum setting_level level,
		const char *value, const char *origin, struct err *err)
{
	const struct setting_row *row = &settings_all[id];
	struct setting_value *v = &s->of[id];
	struct str text = str_of(value);
	AUTO(buf) safe = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) words = BUF_INIT(VALUE_MAX);

	utf8_safe(&safe, text, VALUE_MAX);
	add_choice(&words, row->allowed);
	if (!allowed(row, value))
		return err_set(err, ERR_CONFIG, "%s: %s is \"%s\", but must be %s",
			       origin, row->key, buf_text(&safe), buf_text(&words));
	if (text.len > VALUE_MAX || !str_eq(text, buf_str(&safe)))
		return err_set(err, ERR_CONFIG,
			       "%s: %s must be printable text of at most %d bytes",
			       origin, row->key, VALUE_MAX);
	free(v->value);
	free(v->origin);
	v->value = mem_text(value);
	v->origin = mem_text(origin);
	v->level = level;
	return true;
}

static bool set_built_in(struct settings *s, struct err *err)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (!set(s, (enum setting)i, SETTING_BUILT_IN,
			 settings_all[i].otherwise, "built-in", err))
			return false;
	return true;
}

static void warn(struct settings *s, const struct config_setting *line)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) keys = BUF_INIT(1024);
	AUTO(buf) key = BUF_INIT(128);

	for (size_t i = 0; i < SETTING_COUNT; i++)
		buf_addf(&keys, "%s%s", i > 0 ? ", " : "", settings_all[i].key);
	utf8_safe(&key, str_of(line->key), 64);
	buf_addf(&text, "%s:%u: [console] has no \"%s\"; it has: %s", line->file,
		 line->line, buf_text(&key), buf_text(&keys));
	*VEC_PUSH(s->warnings, s->n_warnings, s->cap_warnings) = buf_take(&text);
}

static bool set_line(struct settings *s, const struct config_setting *line,
		     struct err *err)
{
	AUTO(buf) origin = BUF_INIT(LIMIT_KIB(8));

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (!text_eq(settings_all[i].key, line->key))
			continue;
		buf_addf(&origin, "%s:%u", line->file, line->line);
		return set(s, (enum setting)i, SETTING_FILE, line->value,
			   buf_text(&origin), err);
	}
	warn(s, line);
	return true;
}

/* The files were read weakest first, and so stand their lines. */
static bool set_files(struct settings *s, const struct config *c, struct err *err)
{
	for (size_t i = 0; c && i < c->n_settings; i++)
		if (text_eq(c->settings[i].section, "console") &&
		    !set_line(s, &c->settings[i], err))
			return false;
	return true;
}

static const char *variable(const struct cred_env *env, const char *name)
{
	const char *value = env ? env->get(env->ctx, name) : NULL;

	return text_empty(value) ? NULL : value;
}

static bool set_variables(struct settings *s, const struct cred_env *env,
			  struct err *err)
{
	for (size_t i = 0; i < settings_variables_n; i++) {
		const struct setting_variable *v = &settings_variables[i];

		if (variable(env, v->name) &&
		    !set(s, v->setting, SETTING_VARIABLE, v->value, v->name, err))
			return false;
	}
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const char *name = settings_all[i].variable;
		const char *value = variable(env, name);

		if (value &&
		    !set(s, (enum setting)i, SETTING_VARIABLE, value, name, err))
			return false;
	}
	return true;
}

static bool set_flags(struct settings *s, const struct settings_flags *flags,
		      struct err *err)
{
	for (size_t i = 0; flags && i < SETTING_COUNT; i++)
		if (flags->value[i] &&
		    !set(s, (enum setting)i, SETTING_FLAG, flags->value[i],
			 text_or(settings_all[i].flag, "flag"), err))
			return false;
	return true;
}

bool settings_resolve(const struct config *config, const struct cred_env *env,
		      const struct settings_flags *flags, struct settings *ret,
		      struct err *err)
{
	AUTO(settings) s = { 0 };

	if (!set_built_in(&s, err) || !set_files(&s, config, err) ||
	    !set_variables(&s, env, err) || !set_flags(&s, flags, err))
		return false;
	*ret = s;
	s = (struct settings){ 0 };
	return true;
}

const char *settings_get(const struct settings *s, enum setting setting)
{
	return text_or(s->of[setting].value, settings_all[setting].otherwise);
}

const char *settings_origin(const struct settings *s, enum setting setting)
{
	return text_or(s->of[setting].origin, "built-in");
}

enum setting_level settings_level(const struct settings *s, enum setting setting)
{
	return s->of[setting].level;
}

bool settings_is(const struct settings *s, enum setting setting, const char *value)
{
	return text_eq(settings_get(s, setting), value);
}

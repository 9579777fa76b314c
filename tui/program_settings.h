/*
 * How the operator likes the console: one row a setting, its value and where that came
 * from.  Later wins, key by key:
 *
 *   built-in -> /etc/candor/candor.conf -> the operator's candor.conf ([console] of
 *   both) -> variables -> flags
 *
 * --help, `candor config show`, :settings, completion and candor.conf(5) read the same
 * table.
 */
#ifndef TUI_PROGRAM_SETTINGS_H
#define TUI_PROGRAM_SETTINGS_H

#include "core/access/config.h"
#include "core/aws/cred.h"

enum setting {
	SETTING_THEME,
	SETTING_COLOR,     /* auto, off */
	SETTING_GLYPHS,    /* auto, unicode, ascii */
	SETTING_GRAPH,     /* auto, braille, block, ascii */
	SETTING_AMBIGUOUS, /* cells of characters of ambiguous width: 1, 2 */
	SETTING_MOTION,    /* full, reduced */
	SETTING_KEYS,      /* default, k9s, less */
	SETTING_MOUSE,     /* off, on */
	SETTING_TIME,      /* utc, local, customer, relative */
	SETTING_CLIPBOARD, /* auto, off, or a way to copy */
	SETTING_RESTORE,   /* yes, no */
	SETTING_LINEAR,    /* no, yes */
	SETTING_COUNT
};

struct setting_row {
	const char *key;       /* in [console]: "theme" */
	const char *variable;  /* "CANDOR_THEME" */
	const char *flag;      /* "--theme"; NULL: none */
	const char *otherwise; /* the built-in value */
	const char *allowed;   /* "auto|off": nothing else; NULL: any text */
	const char *help;      /* one line, lower case */
};

/* One row a setting, in the order of the enum. */
extern const struct setting_row settings_all[SETTING_COUNT];

/* Variables of common use that mean one value of a setting when they are not empty:
 * NO_COLOR and its like.  They stand below the setting's own variable. */
struct setting_variable {
	enum setting setting;
	const char *name, *value;
};
extern const struct setting_variable settings_variables[];
extern const size_t settings_variables_n;

/* Where a value came from, from the weakest to the strongest. */
enum setting_level {
	SETTING_BUILT_IN,
	SETTING_FILE,
	SETTING_VARIABLE,
	SETTING_FLAG,
};

struct setting_value {
	char *value;  /* never NULL once resolved; safe UTF-8 */
	char *origin; /* "built-in", "PATH:LINE", "CANDOR_THEME", "--theme" */
	enum setting_level level;
};

struct settings {
	struct setting_value of[SETTING_COUNT];
	char **warnings; /* "candor.conf:7: [console] has no \"them\" ..." */
	size_t n_warnings, cap_warnings;
};

/* What flags say; NULL: nothing.  Borrowed. */
struct settings_flags {
	const char *value[SETTING_COUNT];
};

void settings_release(struct settings *s);

/*
 * Find every value.
 *
 * config   NULL: no file was read
 * env      NULL: no variables
 * flags    NULL: none
 * Returns  true with ret filled; false with err set and ret untouched.
 * Errors   ERR_CONFIG "origin: key is x, but must be a, b or c".  Unknown keys are
 *          warnings.
 */
bool settings_resolve(const struct config *config, const struct cred_env *env,
		      const struct settings_flags *flags, struct settings *ret,
		      struct err *err) MUST_USE;

/* Never NULL; valid as long as s. */
const char *settings_get(const struct settings *s, enum setting setting);
const char *settings_origin(const struct settings *s, enum setting setting);
enum setting_level settings_level(const struct settings *s, enum setting setting);
/* The value is this word. */
bool settings_is(const struct settings *s, enum setting setting, const char *value);

#endif

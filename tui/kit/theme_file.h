/*
 * Themes by name: the shipped ones, and NAME.theme in a directory of the operator's.
 * A shipped name always means the shipped theme.
 */
#ifndef TUI_KIT_THEME_FILE_H
#define TUI_KIT_THEME_FILE_H

#include "tui/kit/theme.h"

#define THEME_NAMES_MAX 200 /* of one's own; more are not listed */

struct theme_name {
	char name[THEME_NAME_MAX];
	bool shipped;
	bool hidden; /* a file of a shipped one's name: never used */
};

struct theme_names {
	struct theme_name *rows; /* shipped in the order of the manual, own by name */
	size_t n, cap;
};

void theme_names_release(struct theme_names *names);
/* dir: NULL or one that does not exist: shipped ones only.  ret is overwritten. */
void theme_names(const char *dir, struct theme_names *ret);

bool theme_is_shipped(const char *name);
/* The directory "themes" beside the operator's candor.conf. */
void theme_dir_beside(const char *config, struct buf *out);
/* DIR/NAME.theme */
void theme_file_path(const char *dir, const char *name, struct buf *out);

/*
 * Read a theme by name.
 *
 * dir      NULL: shipped ones only
 * ret      written only on success
 * Errors   ERR_ARG there is none of that name: names those that are and the nearest;
 *          ERR_CONFIG "NAME.theme:14: ...", or a file that others may write; ERR_IO
 */
bool theme_open(struct theme *ret, const char *dir, const char *name,
		struct err *err) MUST_USE;

/*
 * Read a theme by path, whoever owns it (to check it, not to use it); what it extends
 * is shipped or stands beside it.
 */
bool theme_open_path(struct theme *ret, const char *path, struct err *err) MUST_USE;

#endif

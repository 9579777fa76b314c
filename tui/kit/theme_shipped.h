/*
 * The shipped themes as bytes; the build makes them from themes/NAME.theme.
 */
#ifndef TUI_KIT_THEME_SHIPPED_H
#define TUI_KIT_THEME_SHIPPED_H

#include <stddef.h>

struct theme_file {
	const char *name;           /* "dark"; 0 after the last */
	const unsigned char *bytes; /* bytes[len], no NUL after them */
	size_t len;
};

extern const struct theme_file theme_files[];

#endif

/*
 * Colour roles: what a cell means, never how it looks.  A theme
 * says how; a role that a theme leaves out looks like its fallback.
 */
#ifndef TUI_KIT_ROLE_H
#define TUI_KIT_ROLE_H

#include "core/base/str.h"

/*
 * X(ID, "name in themes", FALLBACK, 'letter in golden frames').  A role that falls
 * back to itself must be set by the shipped themes.  Letters are unique.
 */
/* clang-format off */
#define ROLES(X)                                                                \
	X(TEXT, "text", TEXT, 't')                                              \
	X(MUTED, "muted", TEXT, 'u')                                            \
	X(FAINT, "faint", MUTED, '.')                                           \
	X(BG, "bg", BG, ' ')                                                    \
	X(SURFACE, "surface", BG, '_')                                          \
	X(RAISED, "raised", SURFACE, '^')                                       \
	X(LINE, "line", FAINT, '-')                                             \
	X(ACCENT, "accent", ACCENT, 'a')                                        \
	X(KEY, "key", ACCENT, 'k')                                              \
	X(TITLE, "title", TEXT, 'T')                                            \
	X(CRUMB, "crumb", MUTED, 'c')                                           \
	X(SELECT, "select", SELECT, 's')                                        \
	X(SELECT_OFF, "select.off", SELECT, 'S')                                \
	X(MARK, "mark", ACCENT, '+')                                            \
	X(MATCH, "match", MATCH, 'm')                                           \
	X(MATCH_NOW, "match.now", MATCH, 'M')                                   \
	X(OK, "ok", OK, 'o')                                                    \
	X(INFO, "info", INFO, 'i')                                              \
	X(WARN, "warn", WARN, 'w')                                              \
	X(CRIT, "crit", CRIT, 'X')                                              \
	X(UNKNOWN, "unknown", UNKNOWN, '?')                                     \
	X(DENIED, "denied", UNKNOWN, 'd')                                       \
	X(STALE, "stale", MUTED, 'z')                                           \
	X(NEW, "new", ACCENT, 'n')                                              \
	X(MODE_OBSERVE, "mode.observe", MODE_OBSERVE, 'O')                      \
	X(MODE_OPERATE, "mode.operate", MODE_OPERATE, 'P')                      \
	X(MODE_DEBUG, "mode.debug", MODE_DEBUG, 'D')                            \
	X(MODE_BREAKGLASS, "mode.breakglass", MODE_BREAKGLASS, 'B')             \
	X(MODE_SANDBOX, "mode.sandbox", MODE_SANDBOX, 'V')                      \
	X(MASK, "mask", MASK, 'K')                                              \
	X(REVEAL, "reveal", REVEAL, 'R')                                        \
	X(CONTROL, "control", CONTROL, '%')                                     \
	X(UNTRUSTED_LINK, "untrusted.link", UNTRUSTED_LINK, 'U')                \
	X(CHART_1, "chart.1", CHART_1, '1')                                     \
	X(CHART_2, "chart.2", CHART_2, '2')                                     \
	X(CHART_3, "chart.3", CHART_3, '3')                                     \
	X(CHART_4, "chart.4", CHART_4, '4')                                     \
	X(CHART_5, "chart.5", CHART_5, '5')                                     \
	X(CHART_6, "chart.6", CHART_6, '6')                                     \
	X(CHART_GRID, "chart.grid", LINE, 'g')                                  \
	X(CHART_THRESHOLD, "chart.threshold", WARN, 'h')                        \
	X(CHART_NOW, "chart.now", CHART_NOW, 'N')                               \
	X(CHART_EVENT, "chart.event", CHART_EVENT, 'e')                         \
	X(CHART_ACCESS, "chart.access", CHART_ACCESS, 'A')                      \
	X(BEAT_OK, "beat.ok", FAINT, 'b')                                       \
	X(BEAT_LATE, "beat.late", WARN, 'l')                                    \
	X(BEAT_MISS, "beat.miss", CRIT, '#')                                    \
	X(LOG_ERROR, "log.error", CRIT, 'E')                                    \
	X(LOG_WARN, "log.warn", WARN, 'W')                                      \
	X(LOG_INFO, "log.info", TEXT, 'I')                                      \
	X(LOG_DEBUG, "log.debug", MUTED, 'G')                                   \
	X(LOG_TIME, "log.time", MUTED, 'L')                                     \
	X(BUTTON, "button", BUTTON, '[')                                        \
	X(BUTTON_FOCUS, "button.focus", BUTTON_FOCUS, ']')                      \
	X(FIELD, "field", FIELD, 'f')                                           \
	X(FIELD_ERROR, "field.error", CRIT, 'F')                                \
	X(SCRIM, "scrim", FAINT, ':')                                           \
	X(HASH_1, "hash.1", HASH_1, 'p')                                        \
	X(HASH_2, "hash.2", HASH_2, 'q')                                        \
	X(HASH_3, "hash.3", HASH_3, 'r')                                        \
	X(HASH_4, "hash.4", HASH_4, 'v')                                        \
	X(HASH_5, "hash.5", HASH_5, 'x')                                        \
	X(HASH_6, "hash.6", HASH_6, 'y')                                        \
	X(HASH_7, "hash.7", HASH_7, 'j')                                        \
	X(HASH_8, "hash.8", HASH_8, 'H')

/* clang-format on */

enum role {
#define ROLE_ID(id, name, fallback, letter) ROLE_##id,
	ROLES(ROLE_ID)
#undef ROLE_ID
};

enum {
	ROLE_COUNT = ROLE_HASH_8 + 1
};

const char *role_name(enum role role);   /* "mode.debug"; never NULL */
char role_letter(enum role role);        /* of golden frames */
enum role role_fallback(enum role role); /* itself at the end of a chain */
bool role_find(struct str name, enum role *ret) MUST_USE;

#endif

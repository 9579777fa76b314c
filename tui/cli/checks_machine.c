/*
 * Terminal, locale, clock: what the console stands on.
 */
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/os.h"
#include "tui/cli/checks.h"
#include "tui/kit/term.h"

#define TERMINAL "terminal"

/* ---- terminal ---- */

static void check_term(struct checks *c, const struct program *p)
{
	const char *name = program_env(p, "TERM");
	int colors = 0;

	if (text_empty(name)) {
		checks_add(c, TERMINAL, "TERM", CHECK_PROBLEM,
			   "Set TERM to what your terminal is, often xterm-256color.",
			   "not set");
		return;
	}
	if (!term_describe(name, &colors)) {
		checks_add(c, TERMINAL, "TERM", CHECK_WARN,
			   "Install its description (ncurses-term), or set TERM to one "
			   "that is known, often xterm-256color.",
			   "%s: this system has no usable description of it", name);
		return;
	}
	checks_add(c, TERMINAL, "TERM", CHECK_OK, NULL, "%s", name);
	if (colors >= 256)
		checks_add(c, TERMINAL, "colours", CHECK_OK, NULL, "%d", colors);
	else
		checks_add(c, TERMINAL, "colours", CHECK_WARN,
			   "Most terminals have 256: try TERM=xterm-256color, inside "
			   "tmux tmux-256color.",
			   "%d: the theme \"terminal\" fits, others are approximated",
			   colors);
}

static void check_size(struct checks *c)
{
	struct winsize size = { 0 };

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
		checks_add(c, TERMINAL, "size", CHECK_OK, NULL,
			   "no terminal here: verbs work, the console needs one");
		return;
	}
	if (size.ws_col >= 80 && size.ws_row >= 24)
		checks_add(c, TERMINAL, "size", CHECK_OK, NULL, "%ux%u", size.ws_col,
			   size.ws_row);
	else if (size.ws_col >= 40 && size.ws_row >= 10)
		checks_add(c, TERMINAL, "size", CHECK_WARN,
			   "Whole screens need 80 columns and 24 rows.",
			   "%ux%u: parts of the screens are left out", size.ws_col,
			   size.ws_row);
	else
		checks_add(c, TERMINAL, "size", CHECK_PROBLEM,
			   "Make the window at least 40 columns and 10 rows large.",
			   "%ux%u is too small for the console", size.ws_col,
			   size.ws_row);
}

static void check_multiplexer(struct checks *c, const struct program *p)
{
	const char *term = text_or(program_env(p, "TERM"), "");

	if (text_empty(program_env(p, "TMUX")))
		return;
	if (strncmp(term, "tmux", 4) == 0 || strncmp(term, "screen", 6) == 0)
		checks_add(c, TERMINAL, "tmux", CHECK_OK, NULL, "inside tmux");
	else
		checks_add(c, TERMINAL, "tmux", CHECK_WARN,
			   "In ~/.tmux.conf: set -g default-terminal tmux-256color.",
			   "inside tmux TERM should be tmux-256color, not %s", term);
}

static void check_glyphs(struct checks *c, const struct program *p)
{
	const struct settings *s = program_settings(p);
	bool utf8 = text_eq(nl_langinfo(CODESET), "UTF-8"); /* NOLINT: one thread */

	if (!utf8 || settings_is(s, SETTING_GLYPHS, "ascii"))
		checks_add(c, TERMINAL, "glyphs", CHECK_OK, NULL,
			   "ASCII: X CRIT  ! WARN  o OK  |--+  #=-");
	else
		checks_add(
			c, TERMINAL, "glyphs", CHECK_OK,
			"If some of these are missing, doubled or overlap: glyphs = "
			"ascii in [console], or --ascii; if only the dots are: graph "
			"= block.",
			"■ ▲ ● ○ ◌ │─┌┐└┘├┤ ▁▂▃▄▅▆▇█ ░▒▓ ⣀⣤⣶⣿ … ✓ 東雲");
}

void checks_terminal(struct checks *c, const struct program *p)
{
	check_term(c, p);
	check_size(c);
	check_multiplexer(c, p);
	check_glyphs(c, p);
}

/* ---- locale ---- */

static const char *locale_named(const struct program *p)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!text_empty(program_env(p, names[i])))
			return program_env(p, names[i]);
	return "C";
}

void checks_locale(struct checks *c, const struct program *p)
{
	const char *named = locale_named(p);
	const char *codeset = nl_langinfo(CODESET); /* NOLINT: one thread */
	locale_t there = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

	if (there == (locale_t)0)
		checks_add(c, "locale", "charset", CHECK_WARN,
			   "Install that locale, or set LC_ALL=C.UTF-8.",
			   "%s is not installed here; %s is used", named, codeset);
	else if (!text_eq(codeset, "UTF-8"))
		checks_add(c, "locale", "charset", CHECK_WARN,
			   "Set LC_ALL=C.UTF-8, or another locale with UTF-8.",
			   "%s (%s): names and shapes are shown in ASCII only", codeset,
			   named);
	else
		checks_add(c, "locale", "charset", CHECK_OK, NULL, "UTF-8 (%s)", named);
	if (there != (locale_t)0)
		freelocale(there);
}

/* ---- clock ---- */

#define YEAR_2026                                                          \
	INT64_C(1767225600) /* seconds since 1970: this program is younger \
			     */

void checks_clock(struct checks *c, const struct program *p)
{
	static const char remedy[] = "Start a time service (systemd-timesyncd, "
				     "chrony): AWS refuses requests "
				     "that are more than 5 minutes off.";
	int64_t now = clock_wall_us(program_clock(p)) / CLOCK_SEC_US;
	AUTO(buf) text = BUF_INIT(64);

	clock_rfc3339(&text, now);
	if (now < YEAR_2026)
		checks_add(c, "clock", "time", CHECK_PROBLEM, remedy, "%s cannot be",
			   buf_text(&text));
	else if (os_clock_adrift())
		checks_add(c, "clock", "time", CHECK_WARN, remedy,
			   "%s; the system does not know whether it is right",
			   buf_text(&text));
	else
		checks_add(c, "clock", "time", CHECK_OK, NULL, "%s, kept by the system",
			   buf_text(&text));
}

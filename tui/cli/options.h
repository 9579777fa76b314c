/*
 * The command line taken apart: options by one table, the rest are words.
 */
#ifndef TUI_CLI_OPTIONS_H
#define TUI_CLI_OPTIONS_H

#include "core/base/base.h"
#include "core/base/err.h"

#define OPTIONS_WORDS 12

/* One bit an option: what a verb takes, and what was given. */
enum option_bit {
	OPTION_HELP = 1 << 0,
	OPTION_JSON = 1 << 1,
	OPTION_NO_COLOR = 1 << 2,
	OPTION_CONFIG = 1 << 3,
	OPTION_CACHED = 1 << 4,
	OPTION_MODE = 1 << 5,
	OPTION_SINCE = 1 << 6,
	OPTION_KIND = 1 << 7,
	OPTION_LIMIT = 1 << 8,
	OPTION_INDEX = 1 << 9,
	OPTION_THEME = 1 << 10,
	OPTION_ASCII = 1 << 11,
	OPTION_VERSION = 1 << 12,
	OPTION_ORIGIN = 1 << 13,
	OPTION_OFFLINE = 1 << 14,
	OPTION_YES = 1 << 15,
	OPTION_FRESH = 1 << 16,
	OPTION_LINEAR = 1 << 17,
	OPTION_LISTEN = 1 << 18,
	OPTION_TLS_CERT = 1 << 19,
	OPTION_TLS_KEY = 1 << 20,
	OPTION_REASON = 1 << 21,
	OPTION_CSV = 1 << 22,
	OPTION_ONCE = 1 << 23,
	OPTION_EVERY = 1 << 24,
	OPTION_ROUNDS = 1 << 25,
};

#define OPTIONS_COMMON (OPTION_HELP | OPTION_JSON | OPTION_NO_COLOR | OPTION_CONFIG)
#define OPTIONS_CONSOLE                                                   \
	(OPTION_HELP | OPTION_VERSION | OPTION_NO_COLOR | OPTION_CONFIG | \
	 OPTION_THEME | OPTION_ASCII | OPTION_FRESH | OPTION_LINEAR)

/* One row; --help, parsing and completion read the same table. */
struct option {
	enum option_bit bit;
	const char *name;  /* without the dashes */
	const char *value; /* what it takes, as shown in help; NULL: nothing */
	const char *help;
};

extern const struct option options_all[];
extern const size_t options_n;

const struct option *options_find(const char *name); /* NULL */

/* What was typed.  Texts are borrowed from argv. */
struct options {
	unsigned given; /* enum option_bit, or-ed */
	const char *config;
	const char *mode;
	const char *since;
	const char *kind;
	const char *theme;
	const char *every;
	const char *listen, *tls_cert, *tls_key;
	const char *reason;
	int64_t limit; /* 0: not given */
	const char *words[OPTIONS_WORDS];
	size_t n_words;
};

/*
 * Take argv apart (argv[0] is skipped): "--name value", "--name=value", "-h"; "--"
 * ends the options.  Whether a verb takes an option is the caller's question.
 *
 * Errors   ERR_ARG unknown option (names the nearest), a value missing or not wanted,
 *          too many words, a limit that is no number from 1 to 1000000
 */
bool options_parse(int argc, char *const argv[], struct options *ret,
		   struct err *err) MUST_USE;

#endif

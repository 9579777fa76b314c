/*
 * The verbs of candor, one row each: parsing, --help and completion read this table.
 */
#ifndef TUI_CLI_VERBS_H
#define TUI_CLI_VERBS_H

#include "core/base/buf.h"
#include "tui/cli/options.h"

struct cli;

struct verb {
	const char *name; /* "journal verify": one or two words */
	const char *args; /* "INSTALLATION [NAME]"; "" for none */
	unsigned min_args, max_args;
	const char *summary;       /* one line, lower case */
	const char *more;          /* further lines of its --help; NULL */
	unsigned options;          /* enum option_bit beside OPTIONS_COMMON */
	int (*run)(struct cli *c); /* returns the exit code */
};

extern const struct verb verbs_all[];
extern const size_t verbs_n;

/*
 * The verb that the words begin with; two words win over one.
 *
 * ret_used  how many words its name took
 * Returns   NULL when the first word is no verb (or there is none).
 */
const struct verb *verbs_match(const char *const *words, size_t n_words,
			       size_t *ret_used);

/* The options and the number of arguments that were given fit the verb. ERR_ARG. */
bool verbs_check(const struct verb *v, const struct options *o, size_t n_args,
		 struct err *err) MUST_USE;
/* The same for the console: `candor [INSTALLATION]`. */
bool verbs_check_console(const struct options *o, struct err *err) MUST_USE;

/* Help of one verb, or of candor (NULL). */
void verbs_help(const struct verb *v, struct buf *out);

/* One function a verb, each in its own file. */
int cli_fleet(struct cli *c);
int cli_status(struct cli *c);
int cli_stacks(struct cli *c);
int cli_stack(struct cli *c);
int cli_access(struct cli *c);
int cli_journal(struct cli *c);
int cli_journal_show(struct cli *c);
int cli_journal_verify(struct cli *c);
int cli_journal_reindex(struct cli *c);
int cli_version(struct cli *c);
int cli_help(struct cli *c);

#endif

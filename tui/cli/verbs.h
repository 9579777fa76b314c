/*
 * What candor understands, one row each: as a verb in the shell, as a command after `:`
 * in the console, mostly as both.  Parsing, --help, completion in shell and console,
 * advice, errors and the palette read this table.
 */
#ifndef TUI_CLI_VERBS_H
#define TUI_CLI_VERBS_H

#include "core/base/buf.h"
#include "tui/cli/options.h"

struct cli;

/* What a row does in the console (console_line.c). */
enum command_id {
	COMMAND_NONE, /* it is a verb only */
	COMMAND_FLEET,
	COMMAND_OVERVIEW,
	COMMAND_STACKS,
	COMMAND_STACK,
	COMMAND_JOURNAL,
	COMMAND_ACCESS,
	COMMAND_MESSAGES,
	COMMAND_JOBS,
	COMMAND_METRICS,
	COMMAND_GOTO,
	COMMAND_RANGE,
	COMMAND_HEARTBEATS,
	COMMAND_SERVICES,
	COMMAND_ALARMS,
	COMMAND_PAGE, /* of its own name */
	COMMAND_KEYS, /* the page; or read keys.conf again */
	COMMAND_THEME,
	COMMAND_HELP,
	COMMAND_OPEN,
	COMMAND_REFRESH,
	COMMAND_FILTER,
	COMMAND_SORT,
	COMMAND_COLUMNS,
	COMMAND_COPY,
	COMMAND_ACTION, /* what the key of the same name does */
	COMMAND_TIMES,
	COMMAND_RENEW,
	COMMAND_DROP,
	COMMAND_VERIFY,
	COMMAND_MOUSE,
	COMMAND_ASCII,
	COMMAND_DUMP,
	COMMAND_QUIT,
	COMMAND_LATER, /* this version does not have it; in no row */
};

struct verb {
	const char *name; /* "journal verify": one or two words */
	const char *args; /* "INSTALLATION [NAME]"; "" for none */
	unsigned min_args, max_args;
	const char *summary;       /* one line, lower case */
	const char *more;          /* further lines of its --help; NULL */
	const char *examples;      /* one a line, without "candor "; NULL */
	const char *see;           /* see also: verbs and pages; NULL */
	unsigned options;          /* enum option_bit beside OPTIONS_COMMON */
	unsigned exits;            /* enum verb_exit, or-ed */
	int (*run)(struct cli *c); /* returns the exit code; NULL: console only */

	/* in the console */
	enum command_id command;
	bool hidden;         /* a verb for programs: not in lists */
	bool forget;         /* arguments may carry a reason: no history keeps them */
	const char *alias;   /* "fl"; blanks between several; NULL */
	const char *typed;   /* arguments, where they are others than args; NULL */
	const char *says;    /* summary, where it is another; NULL */
	const char *outside; /* console only: the verb that comes nearest; NULL */
};

/* verbs_all[0..verbs_n) are verbs; verbs_all[verbs_n..verbs_n_rows) stand in the
 * console alone. */
extern const struct verb verbs_all[];
extern const size_t verbs_n, verbs_n_rows;

/* Exit codes that a verb may end with; one bit a row of verbs_exits[]. */
enum verb_exit {
	VERB_EXIT_FINE = 1 << 0,
	VERB_EXIT_PROBLEMS = 1 << 1,
	VERB_EXIT_USAGE = 1 << 2,
	VERB_EXIT_DENIED = 1 << 3,
	VERB_EXIT_FAILED = 1 << 4,
	VERB_EXIT_JOURNAL = 1 << 5,
	VERB_EXIT_OUTPUT = 1 << 6,
	VERB_EXIT_DIVERGED = 1 << 7,
	VERB_EXIT_INVALID = 1 << 8,
	VERB_EXIT_SIGNAL = 1 << 9,
};
#define VERB_EXITS_PLAIN \
	(VERB_EXIT_FINE | VERB_EXIT_USAGE | VERB_EXIT_OUTPUT | VERB_EXIT_SIGNAL)
#define VERB_EXITS_LOCAL (VERB_EXITS_PLAIN | VERB_EXIT_JOURNAL)
#define VERB_EXITS_LIVE \
	(VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS | VERB_EXIT_DENIED | VERB_EXIT_FAILED)

struct verb_exit_row {
	enum verb_exit bit;
	const char *code; /* "0", "128+n" */
	const char *means;
};
extern const struct verb_exit_row verbs_exits[];
extern const size_t verbs_exits_n;

/* What may stand for a word of verb.args, for --help and completion. */
enum argument_kind {
	ARGUMENT_TEXT,
	ARGUMENT_INSTALLATION,
	ARGUMENT_STACK, /* of the installation before it */
	ARGUMENT_VERB,
	ARGUMENT_FILE,
	ARGUMENT_THEME,
	ARGUMENT_RULE,    /* of health */
	ARGUMENT_WORDS,   /* one of words */
	ARGUMENT_SCOPE,   /* an installation, or "all" */
	ARGUMENT_COLUMN,  /* of the list on the screen */
	ARGUMENT_COLUMNS, /* some of them to the end of the line, or "all", "default" */
	ARGUMENT_METRICS, /* some of them and a time back, to the end of the line */
	ARGUMENT_REST,    /* the rest of the line as it stands */
};
struct argument {
	const char *name; /* "INSTALLATION" */
	const char *help;
	enum argument_kind kind;
	const char *words; /* "bash|zsh|fish"; NULL */
};

/* The argument at place i of the verb; one with "..." stands at all further places,
 * too.  NULL: it has no such place. */
const struct argument *verbs_argument(const struct verb *v, size_t i);
/* The same of what is typed in the console; ret_needed: it must not be left out. */
const struct argument *verbs_typed(const struct verb *v, size_t i, bool *ret_needed);
/* The arguments as they are typed in the console: "NAME [INSTALLATION]". */
const char *verbs_typed_args(const struct verb *v);
/* The row that a word names in the console, by name or alias; NULL. */
const struct verb *verbs_command(struct str word);
/* The command that one of the other words of also.h is for; NULL. */
const char *verbs_meant(struct str word);
/* What a line typed in the console does, by its first word: keymap_line. */
const char *verbs_line(struct str line, const char **ret_near);
/* "sort works in the console only: candor, then :sort COLUMN [desc]." for a row
 * without run. */
void verbs_console_only(const struct verb *v, struct buf *out);

/*
 * The verb that the words begin with; two words win over one.
 *
 * ret_used  how many words its name took
 * Returns   NULL when the first word is no verb (or there is none).
 */
const struct verb *verbs_match(const char *const *words, size_t n_words,
			       size_t *ret_used);
/* A row of the console alone that the word names; NULL. */
const struct verb *verbs_match_console(const char *word);

/* The options and the number of arguments that were given fit the verb. ERR_ARG. */
bool verbs_check(const struct verb *v, const struct options *o, size_t n_args,
		 struct err *err) MUST_USE;
/* The same for the console: `candor [INSTALLATION]`. */
bool verbs_check_console(const struct options *o, struct err *err) MUST_USE;

/* Help of a word that is no verb itself but begins some ("theme"): all of them, and
 * the command of that name.  False: it begins none. */
bool verbs_help_begun(const char *word, struct buf *out);
/* Help of one verb, or of candor (NULL). */
void verbs_help(const struct verb *v, struct buf *out);

/* One function a verb, each in its own file. */
int cli_fleet(struct cli *c);
int cli_status(struct cli *c);
int cli_services(struct cli *c);
int cli_stacks(struct cli *c);
int cli_metrics(struct cli *c);
int cli_alarms(struct cli *c);
int cli_metadata(struct cli *c);
int cli_stack(struct cli *c);
int cli_access(struct cli *c);
int cli_journal(struct cli *c);
int cli_journal_show(struct cli *c);
int cli_journal_verify(struct cli *c);
int cli_journal_reindex(struct cli *c);
int cli_heartbeats(struct cli *c);
int cli_listen(struct cli *c);
int cli_account_set(struct cli *c);
int cli_account_show(struct cli *c);
int cli_theme_list(struct cli *c);
int cli_theme_show(struct cli *c);
int cli_theme_check(struct cli *c);
int cli_explain(struct cli *c);
int cli_watch(struct cli *c);
int cli_keys(struct cli *c);
int cli_init(struct cli *c);
int cli_config_show(struct cli *c);
int cli_config_check(struct cli *c);
int cli_doctor(struct cli *c);
int cli_completion(struct cli *c);
int cli_complete(struct cli *c);
int cli_version(struct cli *c);
int cli_help(struct cli *c);

#endif

/*
 * What every verb works with, and the one way in: cli_run().
 */
#ifndef TUI_CLI_CLI_H
#define TUI_CLI_CLI_H

#include "core/access/config.h"
#include "core/aws/cred.h"
#include "tui/cli/doc.h"
#include "tui/cli/options.h"
#include "tui/cli/out.h"
#include "tui/cli/verbs.h"
#include "tui/program.h"

/*
 * A program that was there before the verb and goes on after it: the line dialogue's.
 * options  what the program was made with; borrowed
 * wait     turn the loop until until() is true; false: given up by the operator
 */
struct cli_host {
	const struct options *options;
	bool (*wait)(void *ctx, bool (*until)(void *ctx), void *until_ctx);
	void *ctx;
};

struct cli {
	const struct verb *verb;
	const struct options *options;
	const char *const *args; /* words after the verb's name */
	size_t n_args;
	const struct cred_env *env;
	struct out out;
	struct program *program;     /* made by cli_open(), or the host's */
	const struct cli_host *host; /* NULL: the verb has the program for itself */
};

/*
 * Run a verb whose options and arguments were checked.
 *
 * env      the variables; borrowed
 * args     n_args words after the verb's name; borrowed
 * Returns  the exit code
 */
int cli_run(const struct verb *v, const struct options *o, const char *const *args,
	    size_t n_args, const struct cred_env *env);

/* --json was given. */
bool cli_json(const struct cli *c);
/* What the options say of settings. */
struct settings_flags cli_flags(const struct options *o);
/* Seconds since 1970 by the program's clock (the system's before cli_open()). */
int64_t cli_now(const struct cli *c);

/*
 * Make the program and demand a configuration; what is missing is said on stderr.
 * Returns  0, or the exit code to end with.
 */
int cli_open(struct cli *c);

/* Warnings and problems to stderr: how the program is heard outside live.c. */
void cli_said(void *ctx, enum program_tone tone, const char *text);

/* The same without demanding a configuration: for what is only local. */
int cli_open_local(struct cli *c);
/* The same for who shows what is wrong: a wrong configuration is no failure, its errors
 * and warnings become checks.  At a host the files are read once more for them. */
struct checks;
int cli_open_checked(struct cli *c, struct checks *checks);

/*
 * The installation of that name in the configuration.
 *
 * Errors   ERR_ARG unknown; the text names the nearest, or all of few
 */
const struct installation *cli_installation(const struct cli *c, const char *name,
					    struct err *err);
/* "there is no installation x; did you mean y?" for any caller.  Returns false. */
bool cli_unknown_installation(const struct config *config, const char *name,
			      struct err *err);

/* The verb cannot begin: the sentence to stderr, with --json the document of it, too.
 * Returns the exit code. */
int cli_fail(struct cli *c, const struct err *err);

/* The screen that says what is missing when there is no candor.conf. */
void cli_first_run(const char *config_path);
/* A line of standard input says yes (y, Y, yes, Yes); anything else is a no. */
bool cli_agreed(void);

/*
 * Print the document: JSON when asked for, else by text(); then its errors to stderr.
 *
 * text     NULL: nothing but errors; ctx as given
 * Returns  the exit code of the document's facts; EXIT_CODE_FAILED, and nothing was
 *          printed, when the document is over its ceiling.
 */
int cli_print(struct cli *c, struct doc *d, void (*text)(struct cli *c, struct doc *d));
/* The errors of a document that was printed in pieces, to stderr. */
void cli_print_errors(const struct doc *d);

#endif

/*
 * The command line: commands as rows, typed arguments, completion, and errors that
 * point at the word.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "tui/views/view.h"

enum command_id {
	COMMAND_FLEET,
	COMMAND_OVERVIEW,
	COMMAND_STACKS,
	COMMAND_STACK,
	COMMAND_JOURNAL,
	COMMAND_ACCESS,
	COMMAND_MESSAGES,
	COMMAND_JOBS,
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
	COMMAND_RENEW,
	COMMAND_DROP,
	COMMAND_VERIFY,
	COMMAND_QUIT,
	COMMAND_LATER, /* this version does not have it; in no row */
};

/* What an argument is: decides completion and what is checked. */
enum command_arg {
	ARG_NONE,
	ARG_INST,
	ARG_STACK,
	ARG_COLUMN,
	ARG_ORDER, /* "desc" */
	ARG_SCOPE, /* installation or "all" */
	ARG_AGAIN, /* "reload" */
	ARG_THEME, /* or "inspect" */
	ARG_COPY,  /* what of a row: "id", "arn" */
	ARG_REST,  /* the rest of the line as it stands */
};

#define COMMAND_ARGS 2

struct command_row {
	const char *name;
	const char *alias; /* NULL */
	enum command_id id;
	enum command_arg args[COMMAND_ARGS];
	size_t n_required;
	const char *usage; /* "stack NAME [INSTALLATION]" */
	const char *help;  /* one sentence */
};

extern const struct command_row command_rows[];
extern const size_t command_n_rows;

/* What words mean depends on where the operator stands. */
struct command_context {
	const struct scene *scene;
	const char *inst;    /* of the view; "" none */
	const char *columns; /* of the view, blanks between; "" none */
};

/* A line understood.  Arguments are borrowed from the line. */
struct command {
	const struct command_row *row;
	struct str args[COMMAND_ARGS]; /* empty where not given */
	const char *later;             /* the sentence of COMMAND_LATER */
};

/* What is wrong and where: bytes of the line. */
struct command_error {
	size_t at, len;
	char text[160];
};

/*
 * Understand a line.
 *
 * Returns  true with ret filled; false with ret_error set: no command, a wrong or
 *          missing argument, one word too many.  An empty line: false, text "".
 */
bool command_parse(const struct command_context *ctx, struct str line,
		   struct command *ret, struct command_error *ret_error) MUST_USE;

/* The tail that would complete the last word of a line; nothing when nothing fits. */
void command_tail(const struct command_context *ctx, struct str line, struct buf *out);

/* "stack NAME [INSTALLATION]  Resources, events…" of the command being typed, or of
 * those that begin so: one line while typing. */
void command_hint(const struct command_context *ctx, struct str line, struct buf *out);

#endif

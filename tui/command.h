/*
 * The command line: the rows of tui/cli/verbs.c that stand in the console, typed
 * arguments, completion, and errors that point at the word.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "tui/cli/verbs.h"
#include "tui/views/view.h"

#define COMMAND_ARGS 2

/* What words mean depends on where the operator stands. */
struct command_context {
	const struct scene *scene;
	const char *inst;    /* of the view; "" none */
	const char *columns; /* of the view, blanks between; "" none */
	struct str order;    /* what its own order is called, to sort by; empty: no */
};

/* A line understood.  Arguments are borrowed from the line, or from the context where
 * only their beginnings were typed. */
struct command {
	enum command_id id; /* the row's, or COMMAND_LATER */
	const struct verb *row;
	struct str args[COMMAND_ARGS]; /* empty where not given */
	bool usage;                    /* "?" was typed for an argument: explain it */
	bool shortened;    /* a word stands for a longer one that begins so */
	const char *later; /* the sentence of COMMAND_LATER */
};

/* What is wrong and where: bytes of the line. */
struct command_error {
	size_t at, len;
	char text[320];
};

/*
 * Understand a line: a command with its arguments, or the name of an installation
 * alone, which opens it.  The beginning of exactly one word that may stand there is
 * that word; of several, an error that names them.
 *
 * Returns  true with ret filled; false with ret_error set: no command, a wrong or
 *          missing argument, one word too many.  An empty line: false, text "".
 */
bool command_parse(const struct command_context *ctx, struct str line,
		   struct command *ret, struct command_error *ret_error) MUST_USE;

/* The next word of *rest; its place in the line is word.p - line.p. */
struct str command_next_word(struct str *rest);

/* Each word that may stand where the last one of the line is typed, until each() says
 * false. */
typedef bool command_each_word(void *ctx, struct str word);
void command_words(const struct command_context *cc, struct str line,
		   command_each_word *each, void *ctx);

/* The tail that would complete the last word of a line; nothing when nothing begins
 * so. */
void command_tail(const struct command_context *ctx, struct str line, struct buf *out);

/* The line with its last word replaced by what it may be meant for ("mesg": messages);
 * nothing when nothing fits. */
void command_instead(const struct command_context *ctx, struct str line,
		     struct buf *out);

/* "stack NAME [INSTALLATION]   resources, events…" of the command being typed, or the
 * commands that it may become: one line while typing. */
void command_hint(const struct command_context *ctx, struct str line, struct buf *out);

/* "stack NAME [INSTALLATION]: resources, events, outputs.  NAME: the stack's name." */
void command_usage(const struct verb *row, struct buf *out);

/* How well the command fits what is typed, by name or alias; see fuzzy.h. */
int command_rank(const struct verb *row, struct str typed);

#endif

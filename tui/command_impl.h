/*
 * What the parts of the command line share: command.c (parsing, errors),
 * command_words.c (what may stand where), command_complete.c (completion, advice).
 */
#ifndef TUI_COMMAND_IMPL_H
#define TUI_COMMAND_IMPL_H

#include "core/base/limits.h"
#include "tui/command.h"

/* The typed argument i of the row is of that kind. */
bool command_is_kind(const struct verb *row, size_t i, enum argument_kind kind);

/* Each word of a sort, until each() says false. */
void command_each_command(command_each_word *each, void *ctx);
void command_each_inst(const struct command_context *c, command_each_word *each,
		       void *ctx);
void command_each_theme(const struct command_context *c, command_each_word *each,
			void *ctx);
/* Each word that the argument may be; none where any word will do. */
void command_each_value(const struct command_context *c, const struct argument *arg,
			command_each_word *each, void *ctx);

/* What a typed word may mean: a word that it is, or those that begin with it. */
#define MEANT_SHOWN 3

struct meant {
	struct str typed;
	struct str words[MEANT_SHOWN]; /* the first of them */
	size_t n;
	bool same; /* words[0] is the typed one */
};

/* A command_each_word that takes each word into a struct meant. */
bool command_meant_word(void *meant, struct str word);
/* The only word it can be; empty: none begins so, or several do. */
struct str command_meant_one(const struct meant *m);
/* A command, by name, alias or the beginning of its name alone; NULL: none, or
 * several. */
const struct verb *command_meant(struct str word);

/* The command that fits best by name or alias; NULL: none does. */
const struct verb *command_best(struct str typed);

#endif

/*
 * What the verbs that look at installations share: reading (or the cache), and the
 * items of their documents.
 */
#ifndef TUI_CLI_WATCH_H
#define TUI_CLI_WATCH_H

#include "core/watch/fleet.h"
#include "tui/cli/cli.h"

/*
 * Open the program, fill the fleet: from the cache with --cached, else by reading.
 *
 * kind     of the document, which is made here ("fleet")
 * name     installation; NULL: all
 * stack    name of a stack to read with resources and events; NULL
 * ret_row  row of the installation; untouched without one
 * Returns  0: go on and print; else the exit code to end with (said on stderr).
 */
int watch_read(struct cli *c, const char *kind, const char *name, const char *stack,
	       struct doc *d, const struct fleet_row **ret_row);

/*
 * The same for one installation that is shown: all that its signals can tell is read.
 *
 * ready    told before the reading begins: what a probe is to bring; NULL
 */
int watch_read_shown(struct cli *c, const char *kind, const char *name,
		     void (*ready)(struct cli *c, const struct fleet_row *row),
		     struct doc *d, const struct fleet_row **ret_row);

/* state, installation, customer, account, region, version, stacks, reason, ... */
struct node *watch_item(struct doc *d, const struct fleet_row *row);
/* For the text alone: subject and reason as one sentence, under the key `why`, and
 * where that has no room with "…-ingest" for the subject under `brief`. */
void watch_why(struct doc *d, struct node *item, const struct fleet_row *row);
/* The facts that the exit code is made of, and the error of the last attempt. */
void watch_facts(struct doc *d, const struct fleet_row *row, bool cached);

/* state, rule, subject, reason, advice, since, seq: one verdict. */
struct node *watch_verdict(struct doc *d, const struct verdict *v);

/* installation, customer, account, region, read_at, cached at the document's top. */
void watch_place(struct doc *d, const struct fleet_row *row);
/* The same as a line of text. */
void watch_print_place(struct cli *c, const struct doc *d);
/* Below it, of a document without items: the sentence; or that it is not known, where
 * something could not be read. */
void watch_print_none(struct cli *c, const struct doc *d, const char *sentence);

#endif

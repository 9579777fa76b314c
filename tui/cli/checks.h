/*
 * What `candor doctor`, `candor config check` and :doctor look at: a list of facts,
 * each with a verdict and, when something can be done about it, the sentence that says
 * what.
 *
 * Nothing here sends anything: who signs in is found out by the verb, through the door.
 */
#ifndef TUI_CLI_CHECKS_H
#define TUI_CLI_CHECKS_H

#include "tui/program.h"

enum check_state {
	CHECK_OK,
	CHECK_WARN,    /* works, but not as well as it could */
	CHECK_PROBLEM, /* something does not work */
};

struct check {
	const char *part; /* "terminal"; static */
	const char *name; /* "TERM"; static */
	enum check_state state;
	char *what;   /* what was found: safe text, one line */
	char *remedy; /* one sentence; NULL: nothing to do */
};

struct checks {
	struct check *items; /* in the order in which they were looked at */
	size_t n, cap;
};

void checks_release(struct checks *c);

/* fmt is what was found; its arguments may come from outside. remedy NULL: none. */
void checks_add(struct checks *c, const char *part, const char *name,
		enum check_state state, const char *remedy, const char *fmt, ...)
	PRINTF(6, 7);

void checks_problem_of(struct checks *c, const char *part, const char *name,
		       const struct err *err);

/* "ok", "warn", "problem" */
const char *check_state_name(enum check_state state);
size_t checks_count(const struct checks *c, enum check_state state);

/* checks_machine.c: what the console stands on */
void checks_terminal(struct checks *c, const struct program *p);
void checks_locale(struct checks *c, const struct program *p);
void checks_clock(struct checks *c, const struct program *p);

/* checks_files.c: configuration, themes, keys; the journal's directory */
void checks_config(struct checks *c, const struct program *p);
void checks_journal(struct checks *c, const struct program *p);
/* Verifies the journal's entries for at most two seconds. */
void checks_entries(struct checks *c, const struct program *p);

/* checks_aws.c: where credentials would come from, where calls would go */
void checks_credentials(struct checks *c, const struct program *p);
void checks_endpoints(struct checks *c, const struct program *p);

/* The parts, in the order in which they are shown. */
extern const char *const checks_parts[];
extern const size_t checks_parts_n;

/* doctor.c: all of them into a document, with its counts and facts. */
struct doc;
void checks_document(const struct checks *checks, struct doc *d);

/* An error of the configuration, as program_opts.problem hands it out; ctx is the
 * list. */
void checks_problem(void *ctx, const struct err *err);
/* A warning of the configuration, as program_events.said hands it out; likewise. */
void checks_said(void *ctx, enum program_tone tone, const char *text);

#endif

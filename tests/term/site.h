/*
 * The real console against a sandbox of its own, for cmocka tests: group setup and
 * teardown, starting it, and what the journal says afterwards.  One sandbox a program.
 */
#ifndef TESTS_TERM_SITE_H
#define TESTS_TERM_SITE_H

#include "term.h"

#define WAIT_MS      30000
#define SITE_ENV_MAX 40

extern char site_dir[64];
extern char *site_env[SITE_ENV_MAX + 4]; /* of the sandbox; NULL at the end */
extern size_t site_n_env;

/* For cmocka_run_group_tests(); the first fails where no sandbox can be started. */
int site_setup(void **state);
int site_teardown(void **state);

/* Run a program to its end in the sandbox's world; its output goes nowhere. */
int site_run(const char *const argv[], const char *const variables[]);
/* Run one and give what it printed, freed by the caller; its status must be code. */
char *site_output(const char *const argv[], int code);
const char *site_variable(const char *name);
/* A file of the state directory as text, freed by the caller; "" when there is none. */
char *site_state(const char *name);

/* Start the console, with up to three more variables, each may be NULL. */
struct term *site_start_with(int rows, int cols, const char *variable);
struct term *site_start_env(int rows, int cols, const char *a, const char *b,
			    const char *c);
/* The same, and wait until it is idle. */
struct term *site_start(int rows, int cols);
/* A large one behind a line that is stalled: n_keys keys that each make a frame were
 * pressed, ms apart, and nothing was read. */
struct term *site_start_stalled(size_t n_keys, int ms);
/* Keys by name, and wait until they were answered. */
void site_press(struct term *t, const char *keys);
/* A line of the command prompt. */
void site_command(struct term *t, const char *line);
/* Wait until it is on the screen. */
void site_wait_text(struct term *t, const char *text);
/* It ends with this code, the terminal is as it was and the journal verifies; t is
 * released. */
void site_ends_with(struct term *t, int code);
/* Ctrl-C twice, and the same with 0. */
void site_quit(struct term *t);

/* Every hash and signature of the journal that the console left. */
void assert_journal_verifies(void);
/* The newest entries of the whole journal are of these kinds, oldest first; the last
 * argument is NULL. */
void assert_journal(const char *first, ...);
/* How many entries of a kind there are. */
size_t site_count(const char *kind);

#endif

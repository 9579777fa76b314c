/*
 * A sandbox of our own below /tmp, and the console in it.
 */
#include "site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OUTPUT_MAX ((size_t)4 << 20)

char site_dir[64];
char *site_env[SITE_ENV_MAX + 4];
size_t site_n_env;

/* In the child; returns for nobody. */
static void become(const char *const argv[], const char *const variables[], int out)
{
	for (size_t i = 0; variables && variables[i]; i++)
		(void)putenv((char *)(uintptr_t)variables[i]);
	if (!freopen("/dev/null", "w", stderr) ||
	    (out < 0 && !freopen("/dev/null", "w", stdout)) ||
	    (out >= 0 && dup2(out, STDOUT_FILENO) < 0))
		_exit(126);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static int status_of(pid_t pid)
{
	int status = 0;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int site_run(const char *const argv[], const char *const variables[])
{
	pid_t pid = fork();

	if (pid == 0)
		become(argv, variables, -1);
	return status_of(pid);
}

char *site_output(const char *const argv[], int code)
{
	char *text = calloc(1, OUTPUT_MAX);
	size_t len = 0;
	int ends[2];
	pid_t pid = -1;

	assert_non_null(text);
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0)
		become(argv, (const char *const *)site_env, ends[1]);
	(void)close(ends[1]);
	for (ssize_t n = 1; n > 0 && len + 1 < OUTPUT_MAX; len += n > 0 ? (size_t)n : 0)
		n = read(ends[0], text + len, OUTPUT_MAX - 1 - len);
	(void)close(ends[0]);
	assert_int_equal(status_of(pid), code);
	return text;
}

static int sandbox(const char *verb)
{
	char dir[96];
	const char *argv[] = { "scripts/sandbox", verb, NULL };
	const char *variables[] = { dir, NULL };

	(void)snprintf(dir, sizeof(dir), "CANDOR_SANDBOX_DIR=%s", site_dir);
	return site_run(argv, variables);
}

/* "NAME=value; export NAME": the part before the semicolon. */
static void read_env(void)
{
	char path[96];
	char line[1024];
	FILE *f = NULL;

	(void)snprintf(path, sizeof(path), "%s/env", site_dir);
	f = fopen(path, "r");
	while (f && site_n_env + 1 < SITE_ENV_MAX && fgets(line, sizeof(line), f)) {
		char *end = strstr(line, "; export ");

		if (!end)
			continue;
		*end = '\0';
		site_env[site_n_env++] = strdup(line);
	}
	if (f)
		(void)fclose(f);
	site_env[site_n_env++] = strdup("CANDOR_RESTORE=no"); /* each begins alike */
}

int site_setup(void **state)
{
	(void)state;
	(void)snprintf(site_dir, sizeof(site_dir), "/tmp/candor-term-%d", getpid());
	if (sandbox("up") != 0)
		return -1; /* nothing was tested, and that is said */
	read_env();
	return site_n_env > 1 ? 0 : -1;
}

int site_teardown(void **state)
{
	(void)state;
	(void)sandbox("down");
	for (size_t i = 0; i < site_n_env; i++)
		free(site_env[i]);
	return 0;
}

const char *site_variable(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < site_n_env; i++)
		if (strncmp(site_env[i], name, len) == 0 && site_env[i][len] == '=')
			return site_env[i] + len + 1;
	return NULL;
}

struct term *site_start_env(int rows, int cols, const char *a, const char *b,
			    const char *c)
{
	const char *const argv[] = { CANDOR, NULL };
	const char *const more[] = { a, b, c };
	size_t n = site_n_env;
	struct term *t = NULL;

	for (size_t i = 0; i < 3; i++)
		if (more[i])
			site_env[n++] = (char *)(uintptr_t)more[i];
	t = term_start(rows, cols, argv, (const char *const *)site_env);
	while (n > site_n_env)
		site_env[--n] = NULL;
	return t;
}

struct term *site_start_with(int rows, int cols, const char *variable)
{
	return site_start_env(rows, cols, variable, NULL, NULL);
}

struct term *site_start(int rows, int cols)
{
	struct term *t = site_start_with(rows, cols, NULL);

	term_wait_idle(t, WAIT_MS);
	return t;
}

struct term *site_start_stalled(size_t n_keys, int ms)
{
	static const char *const keys[] = { "?", "Esc", "9", "Ctrl-L", "3", "1" };
	struct term *t = site_start(150, 400);

	for (size_t i = 0; i < n_keys; i++) {
		term_keys(t, keys[i % (sizeof(keys) / sizeof(keys[0]))]);
		term_ignore(t, ms);
	}
	return t;
}

void site_press(struct term *t, const char *keys)
{
	term_keys(t, keys);
	term_wait_idle(t, WAIT_MS);
}

void site_command(struct term *t, const char *line)
{
	site_press(t, ":");
	term_type(t, line);
	term_wait_idle(t, WAIT_MS);
	site_press(t, "Enter");
}

void site_wait_text(struct term *t, const char *text)
{
	for (int ms = 0; ms < WAIT_MS; ms += 50) {
		char *screen = term_text(t);
		bool found = strstr(screen, text) != NULL;

		free(screen);
		if (found)
			return;
		term_listen(t, 50);
	}
	assert_on_screen(t, text);
}

char *site_state(const char *name)
{
	char path[256];
	char *text = calloc(1, 65536);
	FILE *f = NULL;

	assert_non_null(text);
	(void)snprintf(path, sizeof(path), "%s/candor/%s",
		       site_variable("XDG_STATE_HOME"), name);
	f = fopen(path, "r");
	if (f) {
		(void)!fread(text, 1, 65535, f);
		(void)fclose(f);
	}
	return text;
}

void assert_journal_verifies(void)
{
	const char *const argv[] = { CANDOR, "journal", "verify", NULL };

	assert_int_equal(site_run(argv, (const char *const *)site_env), 0);
}

void site_ends_with(struct term *t, int code)
{
	int status = term_wait_exit(t, WAIT_MS);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
	assert_sane(t);
	term_stop(t);
	assert_journal_verifies();
}

void site_quit(struct term *t)
{
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

/* ---- the journal ---- */

/* Kinds of the newest entries, oldest first, a blank after each. */
static char *kinds(const char *limit, const char *kind)
{
	const char *argv[] = { CANDOR,    "journal", "--json",
			       "--limit", limit,     kind ? "--kind" : NULL,
			       kind,      NULL };
	char *text = site_output(argv, 0);
	char *out = calloc(1, OUTPUT_MAX);
	char *to = out;
	const char *p = strstr(text, "\"items\":[");

	assert_non_null(out);
	assert_non_null(p);
	while ((p = strstr(p, "\"kind\":\"")) != NULL) {
		size_t len = strcspn(p += 8, "\"");

		to = mempcpy(to, p, len);
		*to++ = ' ';
	}
	free(text);
	return out;
}

void assert_journal(const char *first, ...)
{
	char expected[1024] = "";
	char limit[16];
	char *got = NULL;
	size_t n = 0;
	va_list args;

	va_start(args, first);
	for (const char *k = first; k; k = va_arg(args, const char *), n++) {
		size_t len = strlen(expected);

		(void)snprintf(expected + len, sizeof(expected) - len, "%s ", k);
	}
	va_end(args);
	(void)snprintf(limit, sizeof(limit), "%zu", n);
	got = kinds(limit, NULL);
	assert_string_equal(got, expected);
	free(got);
}

size_t site_count(const char *kind)
{
	char *got = kinds("1000", kind);
	size_t n = 0;

	for (const char *p = got; (p = strchr(p, ' ')) != NULL; p++)
		n++;
	free(got);
	return n;
}

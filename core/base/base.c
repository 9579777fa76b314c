/*
 * The end of the program when there is nothing sensible left to do, and memory
 * that is either there or ends it.
 *
 * What always holds: the terminal is restored before the first byte is written
 * to stderr, and stopping needs no memory.
 */
#include "core/base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*restore_terminal)(void);

void bug_on_stop(void (*restore)(void))
{
	restore_terminal = restore;
}

static void stop(const char *text) NORETURN;
static void stop(const char *text)
{
	void (*restore)(void) = restore_terminal;
	restore_terminal = NULL; /* a bug inside it must not come back here for ever */
	if (restore)
		restore();
	ssize_t n = write(STDERR_FILENO, text, strlen(text));
	(void)n; /* no other place to say it */
	abort();
}

void bug_stop(const char *cond, const char *file, int line)
{
	char text[512];
	(void)snprintf(text, sizeof(text),
		       "candor: stopped by a bug: (%s) does not hold at %s:%d; "
		       "what was done is in the journal, please report this line\n",
		       cond, file, line);
	stop(text);
}

static void stop_without_memory(void) NORETURN;
static void stop_without_memory(void)
{
	stop("candor: stopped, out of memory; what was done is in the journal\n");
}

void *mem_new(size_t n, size_t size)
{
	/* One byte at least: calloc(0) may answer NULL, which would look like the end.
	 */
	void *p = n == 0 || size == 0 ? calloc(1, 1) : calloc(n, size);
	if (!p)
		stop_without_memory();
	return p;
}

void *mem_resize(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		stop_without_memory();
	size_t len = n * size;
	void *q = realloc(p, len == 0 ? 1 : len);
	if (!q)
		stop_without_memory();
	return q;
}

char *mem_text(const char *text)
{
	return text ? mem_text_n(text, strlen(text)) : NULL;
}

char *mem_text_n(const char *bytes, size_t len)
{
	if (len == SIZE_MAX)
		stop_without_memory();
	char *p = mem_new(len + 1, 1);
	if (len > 0)
		memcpy(p, bytes, len);
	return p;
}

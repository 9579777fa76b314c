/*
 * What every file of candor may count on: attributes behind names, and
 * bug_unless() for mistakes of ours.  It stays in every build; what comes from
 * AWS, disk, terminal or operator is checked with code instead.
 */
#ifndef CORE_BASE_BASE_H
#define CORE_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE          __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN          __attribute__((noreturn))

/* A local that releases itself: AUTO(buf) b = BUF_INIT(LIMIT_BODY); */
#define AUTO(type)   __attribute__((cleanup(type##_release))) struct type

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define bug_unless(cond)                                     \
	do {                                                 \
		if (!(cond))                                 \
			bug_stop(#cond, __FILE__, __LINE__); \
	} while (0)

/*
 * Called once before the program stops on a bug or out of memory: restores the
 * terminal.  Must be async-signal-safe.  NULL takes it away.
 */
void bug_on_stop(void (*restore)(void));

/* Restore the terminal, say on stderr which condition failed, abort. */
void bug_stop(const char *cond, const char *file, int line) NORETURN;

/*
 * calloc, realloc and strdup that end the program when memory is out: intents
 * are on disk by then, so nothing is lost that could be kept.
 *
 * n, size  items and bytes of each; n compared with a ceiling by the caller; a
 *          product that overflows ends the program; 0 gives one byte
 * Returns  never NULL, but mem_text(NULL) is NULL.  Free with free().
 */
void *mem_new(size_t n, size_t size) MUST_USE; /* zeroed */
void *mem_resize(void *p, size_t n, size_t size) MUST_USE;
char *mem_text(const char *text) MUST_USE;
char *mem_text_n(const char *bytes, size_t len) MUST_USE; /* adds the NUL */

#endif

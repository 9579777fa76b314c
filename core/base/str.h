/*
 * Looking at text: a borrowed slice of bytes, not NUL-terminated.
 */
#ifndef CORE_BASE_STR_H
#define CORE_BASE_STR_H

#include "core/base/base.h"

struct str {
	const char *p; /* not NUL-terminated; may be NULL when len is 0 */
	size_t len;    /* bytes */
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

/* The same for static tables, whose values must be constant. */
#define STR_INIT(literal)                      \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}
#define STR_FMT(s) (int)(s).len, (s).p /* for %.*s */

struct str str_of(const char *text); /* NULL gives an empty slice */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *text);
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
struct str str_trim(struct str s); /* blanks and tabs at both ends */

/*
 * Cut s at the first sep: what stands before is returned, *s becomes the rest
 * after it.  Without a sep all of s is returned and *s becomes empty with p NULL.
 */
struct str str_cut(struct str *s, char sep);

/* Decimal digits only, no sign but '-' when min < 0; false if outside [min, max], and
 * *ret is then untouched. */
bool str_int(struct str s, int64_t min, int64_t max, int64_t *ret) MUST_USE;

/* 0 to 15 for 0-9, a-f and A-F; -1: none. */
int str_hex_digit(char c);

/* Shell-like pattern: '*' any run, '?' one byte; nothing else is special. */
bool str_glob(const char *pattern, struct str s);

/* C strings; NULL equals only NULL. */
bool text_eq(const char *a, const char *b);
bool text_empty(const char *a);                            /* NULL or "" */
const char *text_or(const char *a, const char *otherwise); /* otherwise if empty */

/* Copy with a ceiling of size bytes, the NUL included: returns false and leaves dst
 * empty when src does not fit or has a NUL inside. */
bool text_copy(char *dst, size_t size, struct str src) MUST_USE;

#endif

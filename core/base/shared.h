/*
 * Texts that many hold: each is there once, and counted.  Hundreds of installations of
 * one vendor are made of the same templates: names of stacks and resources, words of
 * state.  One thread; not for secrets, which are wiped.
 */
#ifndef CORE_BASE_SHARED_H
#define CORE_BASE_SHARED_H

#include "core/base/str.h"

/* The one copy of a text, ended by NUL; held once more, until shared_drop(). */
const char *shared_text(struct str text);
/* The same of what is held already; NULL gives NULL. */
const char *shared_again(const char *text);
/* No longer held by the caller.  Only what the two gave; NULL is allowed. */
void shared_drop(const char *text);

/* How many texts there are, for tests. */
size_t shared_count(void);

#endif

/*
 * How many entries the log of each customer's account has: looked up for each
 * installation in each frame, gathered only when the journal has grown.
 */
#ifndef TUI_ACCOUNTS_H
#define TUI_ACCOUNTS_H

#include "core/base/base.h"

struct account_log {
	const char *account; /* borrowed */
	size_t log;          /* of several of one account the first counts */
	int64_t size;
};

struct accounts {
	struct account_log *items;
	size_t n, cap;
	size_t n_logs; /* of the journal when it was gathered */
	int64_t n_entries;
};

#define ACCOUNTS_INIT ((struct accounts){ .n_entries = -1 })

void accounts_release(struct accounts *a);

/* Has the journal other logs or entries than when the list was gathered?  Then the list
 * is emptied, and accounts_add() and accounts_sort() are to follow. */
bool accounts_outdated(struct accounts *a, size_t n_logs, int64_t n_entries);
void accounts_add(struct accounts *a, const char *account, int64_t size);
void accounts_sort(struct accounts *a);

/* Entries of the log of an account; -1: it has none. */
int64_t accounts_size(const struct accounts *a, const char *account);

#endif

/*
 * A sorted list and a binary search.
 */
#include "tui/accounts.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

void accounts_release(struct accounts *a)
{
	free(a->items);
	*a = ACCOUNTS_INIT;
}

bool accounts_outdated(struct accounts *a, size_t n_logs, int64_t n_entries)
{
	if (a->n_logs == n_logs && a->n_entries == n_entries)
		return false;
	a->n = 0;
	a->n_logs = n_logs;
	a->n_entries = n_entries;
	return true;
}

void accounts_add(struct accounts *a, const char *account, int64_t size)
{
	size_t log = a->n;

	*VEC_PUSH(a->items, a->n, a->cap) = (struct account_log){ account, log, size };
}

static int by_account(const void *x, const void *y)
{
	const struct account_log *a = x;
	const struct account_log *b = y;
	int order = strcmp(a->account, b->account);

	return order ? order : a->log < b->log ? -1 : a->log > b->log;
}

void accounts_sort(struct accounts *a)
{
	if (a->n > 1)
		qsort(a->items, a->n, sizeof(a->items[0]), by_account);
}

int64_t accounts_size(const struct accounts *a, const char *account)
{
	size_t low = 0;
	size_t high = a->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(a->items[middle].account, account) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < a->n && strcmp(a->items[low].account, account) == 0)
		return a->items[low].size;
	return -1;
}

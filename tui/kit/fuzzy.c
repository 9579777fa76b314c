/*
 * Ranks of names.  Names are short: the plain search does.
 */
#include "tui/kit/fuzzy.h"

#include "tui/kit/word.h"

#define SCATTERED 300 /* less one for each letter that lies between */

static bool word_starts(struct str name, size_t at)
{
	char before = ' ';

	if (at > 0)
		before = name.p[at - 1];

	return before == ' ' || before == '-' || before == '_' || before == '.' ||
	       before == '/' || before == ':';
}

static int capped(size_t n, int most)
{
	return n < (size_t)most ? (int)n : most;
}

/* Wanted in one piece: the best of its places. */
static int rank_whole(struct str name, struct str wanted)
{
	int best = FUZZY_NOT;

	for (size_t at = 0; at + wanted.len <= name.len; at++) {
		int rank = FUZZY_WORD + 99 - capped(at, 99);

		if (!word_at(name, at, wanted))
			continue;
		if (at == 0)
			return name.len == wanted.len
				       ? FUZZY_SAME
				       : FUZZY_BEGIN + 99 -
						 capped(name.len - wanted.len, 99);
		if (word_starts(name, at))
			rank = FUZZY_START + 99 - capped(at, 99);
		best = rank > best ? rank : best;
	}
	return best;
}

/* The letters in order from a place on, the first of them there. */
static int rank_scattered(struct str name, size_t at, struct str wanted)
{
	size_t begin = at;
	size_t used = 0;

	for (; at < name.len && used < wanted.len; at++)
		used += word_lower(name.p[at]) == word_lower(wanted.p[used]);
	if (used < wanted.len)
		return FUZZY_NOT;
	return SCATTERED - capped(at - begin - wanted.len, 150) - capped(begin, 99);
}

int fuzzy_rank(struct str name, struct str wanted)
{
	int best = FUZZY_NOT;

	if (!wanted.len)
		return 0;
	best = rank_whole(name, wanted);
	for (size_t at = 0; best < 0 && at + wanted.len <= name.len; at++) {
		if (!word_starts(name, at) ||
		    !word_at(name, at, (struct str){ wanted.p, 1 }))
			continue;
		best = rank_scattered(name, at, wanted);
	}
	return best;
}

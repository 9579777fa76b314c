/*
 * Looking for words.  Texts are short (one row, one help line): the plain search does.
 */
#include "tui/kit/word.h"

#include <string.h>

char word_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c;
}

bool word_at(struct str text, size_t at, struct str word)
{
	if (at + word.len > text.len)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word_lower(text.p[at + i]) != word_lower(word.p[i]))
			return false;
	}
	return true;
}

bool word_same(struct str a, const char *b)
{
	return a.len == strlen(b) && word_at(a, 0, str_of(b));
}

bool word_in(struct str text, struct str word)
{
	for (size_t i = 0; i + word.len <= text.len; i++) {
		if (word_at(text, i, word))
			return true;
	}
	return word.len == 0;
}

bool word_begins(struct str words, struct str word)
{
	while (words.len) {
		struct str one = str_cut(&words, ' ');

		if (word_at(one, 0, word))
			return true;
	}
	return false;
}

bool words_in(struct str text, struct str words)
{
	while (words.len)
		if (!word_in(text, str_cut(&words, ' ')))
			return false;
	return true;
}

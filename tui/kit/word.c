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

static bool begins(const char *text, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (word_lower(text[i]) != word_lower(word[i]))
			return false;
	}
	return true;
}

bool word_same(struct str a, const char *b)
{
	return a.len == strlen(b) && begins(a.p, b, a.len);
}

bool word_in(struct str text, struct str word)
{
	for (size_t i = 0; i + word.len <= text.len; i++) {
		if (begins(text.p + i, word.p, word.len))
			return true;
	}
	return word.len == 0;
}

bool word_begins(struct str words, struct str word)
{
	while (words.len) {
		struct str one = str_cut(&words, ' ');

		if (word.len <= one.len && begins(one.p, word.p, word.len))
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

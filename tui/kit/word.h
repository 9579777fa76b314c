/*
 * Words in texts, as live filters look for them: somewhere in the text, case of ASCII
 * letters ignored (the locale is not asked: in Turkish, "I" has another small letter).
 */
#ifndef TUI_KIT_WORD_H
#define TUI_KIT_WORD_H

#include "core/base/str.h"

char word_lower(char c);
bool word_same(struct str a, const char *b);
/* The word stands at that byte of the text, an empty one at any. */
bool word_at(struct str text, size_t at, struct str word);
/* An empty word is in every text. */
bool word_in(struct str text, struct str word);
/* The word begins one of the words, which blanks keep apart. */
bool word_begins(struct str words, struct str word);
/* Every one of the words, which blanks keep apart. */
bool words_in(struct str text, struct str words);

#endif

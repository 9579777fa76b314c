/*
 * The filter language of every list: which rows are kept.
 *
 *   word  "two words"     some cell holds it
 *   crit                  a word of the state column (filter_names.words): that
 *                         column says it, as a whole word; in quotes a plain word
 *   col:word  col:=word   that column's cell holds it; is it as a whole
 *   col>3  col<=14m       it is more, at most: numbers, ages (14m 3h 2d), sizes
 *                         (10kB 4MiB) and versions (4.12.3), as the cell shows them
 *   !term                 the term does not hold
 *
 * Every term must hold.  Case of ASCII letters is ignored everywhere.  A column is
 * named by the beginning of its name where no other one begins so.  "::" after a name
 * (AWS::Lambda) makes a plain word of it, as quotes do.
 *
 * Pure: no allocation, nothing but the texts given.
 */
#ifndef TUI_KIT_FILTER_H
#define TUI_KIT_FILTER_H

#include "core/base/buf.h"
#include "core/base/limits.h"

#define FILTER_TERMS 16
#define FILTER_ANY   SIZE_MAX /* some cell */

enum filter_op {
	FILTER_HOLDS,
	FILTER_WORD, /* holds it, no letter or digit beside it */
	FILTER_IS,
	FILTER_LESS,
	FILTER_AT_MOST,
	FILTER_MORE,
	FILTER_AT_LEAST,
};

enum filter_kind {
	FILTER_NUMBER,
	FILTER_AGE,     /* in seconds */
	FILTER_SIZE,    /* in bytes */
	FILTER_VERSION, /* parts, greatest first */
};
#define FILTER_PARTS 4

struct filter_value {
	enum filter_kind kind;
	double amount; /* not of a version */
	uint32_t parts[FILTER_PARTS];
};

struct filter_term {
	bool without; /* "!": rows that hold it go */
	enum filter_op op;
	size_t col;            /* FILTER_ANY */
	uint16_t from, len;    /* its word: words[from, from + len), in lower case */
	uint16_t at, text_len; /* the word in the text, with its quotes */
	struct filter_value value;
};

struct filter {
	struct filter_term terms[FILTER_TERMS];
	size_t n_terms;
	char words[LIMIT_PROMPT];
	size_t n_words; /* bytes used */
};

/* What is wrong and where: bytes of the text. */
struct filter_error {
	size_t at, len;
	char text[160];
};

/* Names of the columns as they are typed, in lower case; "" for one without a name. */
struct filter_names {
	const char *const *items; /* items[n] */
	size_t n;
	/* Words that alone mean the value of one column, in lower case; the last one is
	 * NULL.  NULL: none. */
	const char *const *words;
	size_t words_col;
	const bool
		*ages; /* ages[n]: what its cells say are ages; NULL: none is known */
};

/*
 * Understand a text.  Terms that make no sense are left out, those that are still
 * being typed (`state:`, `!`) too, so that a list can be filtered at each key.
 *
 * Returns  false when a term makes no sense, with ret_error set for the first one; true
 *          with ret_error->text set: that term lacks its word, or its unit, as yet.
 */
bool filter_parse(struct filter *f, struct str text, const struct filter_names *names,
		  struct filter_error *ret_error);

/* The same where words have colons of their own (logs:FilterLogEvents): what names no
 * column is a word, unless a name is near to it. */
bool filter_parse_loose(struct filter *f, struct str text,
			const struct filter_names *names,
			struct filter_error *ret_error);

/* A term's word, in lower case. */
struct str filter_word(const struct filter *f, const struct filter_term *term);

/*
 * Does a row hold every term?
 *
 * line     its cells one after the other, in lower case (ASCII), a newline after each
 * ends     ends[n_cols]: where each cell ends, before its newline
 */
bool filter_match(const struct filter *f, const char *line, const uint32_t *ends,
		  size_t n_cols);

/* What a text says that begins with an amount: "14 m", "3/4 ■", "v4.12.3", "now".
 * ret is written in any case.  Returns  false: none of these. */
bool filter_value(struct str text, struct filter_value *ret);

#endif

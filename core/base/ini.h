/*
 * One line-based reader for candor.conf, keys.conf and themes, and with its own
 * rules the two AWS files.
 */
#ifndef CORE_BASE_INI_H
#define CORE_BASE_INI_H

#include "core/base/err.h"
#include "core/base/str.h"

enum ini_style {
	/*
	 * A line that starts with ';' or '#' is a comment; after a value one starts
	 * with a blank, the mark and a blank, so that "#e8b84a" and "#" are values.
	 * Properties may stand before the first section.  Duplicates are handed out:
	 * whether they are errors is for the caller.
	 */
	INI_CANDOR,
	/*
	 * Continuation lines, sub-properties, AWS's comment rules.  A property whose
	 * name has characters that AWS does not know is dropped with its lines;
	 * sections are handed out whatever their name is.  Kinder than AWS in one
	 * point: an indented comment is no error where no text could continue.
	 */
	INI_AWS,
};

struct ini_line {
	struct str section; /* "installation acme-prod-eu": between the brackets;
			       trimmed */
	struct str key; /* lower case for INI_AWS; empty for the section line itself */
	struct str value;  /* trimmed; continuation lines joined by \n */
	struct str parent; /* INI_AWS sub-property: the key it belongs to; else empty */
	unsigned line;     /* 1-based, where the property begins */
};

/*
 * What ini_read() calls for every section line and property, in the order of the
 * file; slices are valid during the call.
 *
 * Returns  false with err set to stop.
 */
typedef bool ini_each(void *ctx, const struct ini_line *line, struct err *err);

/*
 * Read a whole file: LF or CRLF, with or without a byte order mark.
 *
 * name     file name for messages
 * Errors   ERR_CONFIG "name:line: what is wrong"; ERR_LIMIT above LIMIT_CONFIG; what
 *          each() has set.
 */
bool ini_read(struct str text, const char *name, enum ini_style style, ini_each *each,
	      void *ctx, struct err *err) MUST_USE;

/*
 * One line of a file of ours alone, for a reader whose broken lines take nothing else
 * away: the caller cuts the lines, counts them and keeps the section.
 *
 * number   1-based, for messages
 * ret      section set: a section line; key set: a property; neither: an empty line
 *          or a comment.  Slices are of line.
 * Errors   ERR_CONFIG "name:number: what is wrong".
 */
bool ini_read_line(struct str line, const char *name, unsigned number,
		   struct ini_line *ret, struct err *err) MUST_USE;

#endif

/*
 * One line-based reader for candor.conf, keys.conf and themes, and with its own
 * rules the two AWS files (aws-facts.md 2.3).
 */
#ifndef CORE_BASE_INI_H
#define CORE_BASE_INI_H

#include "core/base/err.h"
#include "core/base/str.h"

enum ini_style {
	INI_CANDOR,	/* `; ` and `# ` comments, also after a value; duplicate keys are errors of the reader's caller */
	INI_AWS,	/* continuation lines, sub-properties, AWS comment rules */
};

struct ini_line {
	struct str section;	/* "installation acme-prod-eu": text between the brackets */
	struct str key;		/* lower-cased for INI_AWS; empty for the section line itself */
	struct str value;	/* trimmed; continuation lines joined by \n */
	struct str parent;	/* INI_AWS sub-property: the key it belongs to; else empty */
	unsigned line;		/* 1-based */
};

/*
 * Read text and call each() for every section line and property, in order.
 *
 * name     file name for messages
 * each     returns false with err set to stop; slices are valid during the call
 * Errors   ERR_CONFIG "name:line: what is wrong"
 */
typedef bool ini_each(void *ctx, const struct ini_line *line, struct err *err);
bool ini_read(struct str text, const char *name, enum ini_style style, ini_each *each,
	      void *ctx, struct err *err) MUST_USE;

#endif

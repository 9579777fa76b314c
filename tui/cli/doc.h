/*
 * What a verb found: one document, printed as JSON or as aligned text, and the exit
 * code that follows from it.
 *
 *   {"v":1,"kind":"fleet","at":"...","exit":1,"items":[{...}],"errors":[{...}]}
 */
#ifndef TUI_CLI_DOC_H
#define TUI_CLI_DOC_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/tree/node.h"

/* Exit codes beside err_exit_code(). */
enum exit_code {
	EXIT_CODE_FINE = 0,
	EXIT_CODE_PROBLEMS = 1,
	EXIT_CODE_USAGE = 2,
	EXIT_CODE_DENIED = 3,
	EXIT_CODE_FAILED = 4,
	EXIT_CODE_JOURNAL = 5,
	EXIT_CODE_OUTPUT = 6, /* all went well, but nobody could read it */
	EXIT_CODE_DIVERGED = 30,
	EXIT_CODE_INVALID = 40,
	EXIT_CODE_SIGNAL = 128, /* + number: given up by Ctrl-C, closed pipe, ... */
};

/* What happened on the way; several may be true. */
struct exit_facts {
	bool read;     /* something could be read and is shown */
	bool problems; /* a sick installation, a part that could not be read */
	bool usage, denied, failed, journal;
	int signal; /* the run was given up by this signal; 0 */
};

void exit_error(struct exit_facts *f, enum err_code code);
/* 128+signal, else 5, then 2, then 1; 4 or 3 only if nothing at all was read; 0. */
int exit_of(const struct exit_facts *f);

struct doc {
	struct arena arena;
	const char *kind; /* "fleet" */
	int64_t at_sec;
	struct node *items;  /* LIST of OBJECT, keys = ids of columns */
	struct node *errors; /* LIST of {code,text} */
	struct node *extra;  /* OBJECT: further top-level members; may stay empty */
	struct exit_facts facts;
	int exit; /* a code of the verb's own (journal verify); 0: by the facts */
};

void doc_init(struct doc *d, const char *kind, int64_t at_sec);
void doc_release(struct doc *d);
struct node *doc_item(struct doc *d); /* a new object in items */
/* A text member; NULL or "" becomes null, so that the key is always there. */
void doc_text(struct doc *d, struct node *item, const char *key, const char *text);
void doc_int(struct doc *d, struct node *item, const char *key, int64_t number);
void doc_int_or_null(struct doc *d, struct node *item, const char *key,
		     int64_t number); /* negative: null */
/* A tree that lives in the document's arena, under another name. */
void doc_adopt(struct doc *d, struct node *item, const char *key,
	       const struct node *tree);
void doc_bool(struct doc *d, struct node *item, const char *key, bool value);
void doc_null(struct doc *d, struct node *item, const char *key);
/* A time as RFC 3339; 0 becomes null. */
void doc_time(struct doc *d, struct node *item, const char *key, int64_t sec);
/* The exit code: what the facts say, or the verb's own when they say fine. */
int doc_exit(const struct doc *d);
/* Keep the error for the document and the exit code. where: installation, or NULL. */
void doc_error(struct doc *d, const char *where, const struct err *err);
void doc_kept_error(struct doc *d, const char *where, const struct kept_err *kept);

/* Everything that was put into it is there: its arena was large enough. */
bool doc_whole(const struct doc *d);

/*
 * The whole document as one line of JSON; C1, bidi and format characters as \uXXXX.
 * Returns  false when something did not fit: out is of no use then.
 */
bool doc_json(const struct doc *d, struct buf *out) MUST_USE;

/* The same in pieces, for any number of items: begin; each item, an OBJECT of whatever
 * arena; end, with further members, errors and the exit code, which stand last here. */
void doc_json_begin(const struct doc *d, struct buf *out);
void doc_json_item(const struct node *item, bool first, struct buf *out);
void doc_json_end(const struct doc *d, struct buf *out);

#endif

/*
 * Data to stdout, messages to stderr; tables and fields as text.
 *
 * All foreign text passes utf8_safe() here, once.  Colours only on a terminal and
 * without NO_COLOR; shape and word of a state always stand there, too.
 */
#ifndef TUI_CLI_OUT_H
#define TUI_CLI_OUT_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/tree/node.h"

struct out_linear;

struct out {
	int fd;          /* 1, or -1 in a test: everything stays in text */
	bool color;      /* stdout is a terminal that wants colours */
	bool ascii;      /* the locale is not UTF-8: states have ASCII shapes */
	int64_t now_sec; /* for ages; set by the verb */
	int cells;       /* width of the terminal; 0: no terminal, nothing is cut */
	struct buf text; /* not yet written */
	struct out_linear *linear; /* tables as sentences; NULL: as tables.  Borrowed */
	bool closed; /* the reader went away (EPIPE); nothing more is written */
	int error;   /* errno of another failure of stdout; 0 */
};

enum out_color {
	OUT_PLAIN,
	OUT_BOLD,
	OUT_FAINT,
	OUT_RED,
	OUT_YELLOW,
	OUT_VIOLET
};

/* no_color: --no-color, NO_COLOR or TERM=dumb.  Asks the locale and the terminal.  A
 * descriptor that is closed is an error of it; closed standard streams become
 * /dev/null. */
void out_init(struct out *o, int fd, bool no_color);
void out_release(struct out *o);

/* Text of ours; a literal or made of safe parts. */
void out_text(struct out *o, const char *text);
void outf(struct out *o, const char *fmt, ...) PRINTF(2, 3);
void out_colored(struct out *o, enum out_color color, const char *text);
/* Text from outside, one line. */
void out_safe(struct out *o, struct str text);

enum out_kind {
	OUT_TEXT,   /* a text, or a number, or yes/no, as the node is */
	OUT_STATE,  /* "crit": painted as "■ CRIT" */
	OUT_NUMBER, /* right aligned */
	OUT_RATIO,  /* "3/4": this number and the one under `other` */
	OUT_AGE,    /* RFC 3339 in the document, "14 m" in the text */
};

struct out_column {
	const char *id;    /* key of the item */
	const char *title; /* "INSTALLATION" */
	enum out_kind kind;
	/* key of the second number of an OUT_RATIO; of a shorter text for an OUT_TEXT,
	 * where the whole is cut in the last column; else NULL */
	const char *other;
};

/*
 * An aligned table: a line of titles, then one line an item (OBJECTs of a LIST).
 * Null and absent values are "-".  The last column is not padded.  Nothing is cut.
 */
void out_table(struct out *o, const struct out_column *columns, size_t n,
	       const struct node *items);

/* The same with a last column that is cut ("…") to the width of a terminal.  When too
 * little is left for it, the columns named in less[] are left out, the first ones
 * first. Without a terminal nothing is cut or left out. */
void out_table_fit(struct out *o, const struct out_column *columns, size_t n,
		   const struct node *items, const char *const *less, size_t n_less);

/* The same in pieces, for any number of items: each is measured, then each printed. */
#define OUT_COLUMNS_MAX 16
struct out_table {
	const struct out_column *columns;
	size_t n;
	int widths[OUT_COLUMNS_MAX];
	int most; /* cells that the last column may take; 0: all it needs */
};
struct out_table out_table_of(const struct out_column *columns, size_t n);
void out_table_measure(const struct out *o, struct out_table *t,
		       const struct node *item);
void out_table_titles(struct out *o, const struct out_table *t);
void out_table_row(struct out *o, const struct out_table *t, const struct node *item);

/* One item as "title   value" lines, titles aligned; null values are left out. */
void out_fields(struct out *o, const struct out_column *columns, size_t n,
		const struct node *item);

/* One cell of an item, not padded. */
void out_cell(struct out *o, const struct out_column *column, const struct node *item);

/* Write what is there to fd.  False when the reader is gone or the disk is full. */
bool out_flush(struct out *o);

/* One sentence to stderr, made safe: "candor: ...".  Never fails. */
void out_message(const char *fmt, ...) PRINTF(1, 2);
void out_error(const struct err *err);

#endif

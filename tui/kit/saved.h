/*
 * What a console keeps between two runs: where the operator stood and came from, and
 * how the lists stood.  Text, line by line:
 *
 *   candor-session 1
 *   time utc
 *   theme dark
 *   place VIEW<tab>INSTALLATION<tab>THING     oldest first
 *   at 2                                      which of them was open, from 0
 *   view VIEW
 *    select acme-prod-eu                      a blank first: belongs to the view
 *
 * Never a mode, a reason, a mark or a value.  Reading takes any bytes: what is not
 * understood is left out, what is taken holds no control characters.
 */
#ifndef TUI_KIT_SAVED_H
#define TUI_KIT_SAVED_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

#define SAVED_PLACES 100
#define SAVED_VIEWS  32
#define SAVED_LINES  LIMIT_KIB(4) /* bytes of one view */

struct saved_place {
	char view[24];   /* as in keys.conf: "stack" */
	char inst[65];   /* "" none */
	char thing[136]; /* stack, filter; "" none */
};

struct saved_view {
	char view[24];
	struct buf lines; /* each with its \n */
};

struct saved {
	char time[16];  /* "utc", ...; "" not said */
	char theme[64]; /* "" not said */
	struct saved_place places[SAVED_PLACES];
	size_t n_places;
	size_t at; /* < n_places, when there are any */
	struct saved_view views[SAVED_VIEWS];
	size_t n_views;
};

void saved_init(struct saved *s);
void saved_release(struct saved *s);

/*
 * Each false, and nothing added, when there is no room, or the texts are too long or
 * not plain: then the thing is simply not kept.
 */
bool saved_add_place(struct saved *s, const char *view, const char *inst,
		     const char *thing);
/* Lines of a view, each with its \n, as table_save() writes them: all or none. */
bool saved_add_lines(struct saved *s, const char *view, struct str lines);

/*
 * Read what saved_write() wrote, or anything else.
 *
 * name     of the file, for the message
 * ret      made by saved_init()
 * Errors   ERR_LIMIT above LIMIT_SAVED; ERR_CONFIG no session of this version.
 */
bool saved_read(struct str bytes, const char *name, struct saved *ret,
		struct err *err) MUST_USE;

/* The file, at most LIMIT_SAVED bytes: out->max of that size; the oldest places are
 * left out where there is no room for all. */
void saved_write(const struct saved *s, struct buf *out);

#endif

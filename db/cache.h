/*
 * cache.db: the last known state of each installation, to paint the fleet before the
 * first answer comes.  Losing it loses nothing: a broken file is renamed away and made
 * anew, and no caller needs to tell the operator about any failure here.
 */
#ifndef DB_CACHE_H
#define DB_CACHE_H

#include "core/base/buf.h"
#include "core/base/err.h"

struct cache;

/*
 * path     $XDG_CACHE_HOME/candor/cache.db; its directory is made, 0700
 * Errors   ERR_IO, ERR_JOURNAL: there will be no cache this time; ERR_BUSY.
 */
bool cache_open(const char *path, struct cache **ret, struct err *err) MUST_USE;
void cache_close(struct cache *c); /* NULL is fine */
void cache_trim(struct cache *c);  /* gives memory back; NULL is fine */

/* Keep text (JSON, opaque here) as the state of an installation, with the time now. */
bool cache_put(struct cache *c, const char *inst, struct str text,
	       struct err *err) MUST_USE;

/* Append the text kept for an installation to out; nothing when there is none. */
bool cache_get(struct cache *c, const char *inst, struct buf *out,
	       struct err *err) MUST_USE;

#endif

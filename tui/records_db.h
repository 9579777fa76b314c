/*
 * The journal's index as the screens read it (tui/views/records.h).
 */
#ifndef TUI_RECORDS_DB_H
#define TUI_RECORDS_DB_H

#include "core/base/clock.h"
#include "core/base/err.h"
#include "tui/views/records.h"

struct config;
struct records_db;

/*
 * Open the index beside the journal; inside the loop: never waits for another process.
 *
 * dir      state directory; the journal is there already
 * config   names customers and roles; borrowed
 * Errors   those of index_open().
 */
bool records_db_open(const char *dir, const struct clock *clock,
		     const struct config *config, struct records_db **ret,
		     struct err *err) MUST_USE;
void records_db_close(struct records_db *r); /* NULL is allowed */

/* What views query; valid until records_db_close(). */
const struct records *records_db_of(const struct records_db *r);

/*
 * Take in what the journal has gained, for at most max_ms.
 *
 * Returns  true when something new may be seen.
 */
bool records_db_catch_up(struct records_db *r, int max_ms, bool *ret_done);

#endif

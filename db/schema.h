/*
 * journal.db as a file: created, recognised, and opened so that it can only be appended
 * to.  Private to db/.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <sqlite3.h>

#include "core/base/err.h"

#define SCHEMA_APPLICATION_ID 1668179058 /* "cndr" */
#define SCHEMA_VERSION        1
#define SCHEMA_LOGS_MAX       4096 /* in one journal: installations are 1,000 */

/* The text of db/schema.sql in parts, ended by NULL (C promises 4095 bytes a literal).
 */
extern const char *const schema_journal[];

/*
 * Open journal.db for appending; made when it is not there.  WAL, synchronous=FULL,
 * recursive_triggers=ON, trusted_schema=OFF, DEFENSIVE; then an authorizer that lets
 * only SELECT, INSERT and DELETE of blobs pass.
 *
 * path     a local file
 * vfs      NULL for SQLite's own
 * Returns  in *ret a connection that the caller closes.
 * Errors   ERR_JOURNAL not ours, of a newer candor, a table or trigger that is missing
 *          or another one, not writable; ERR_BUSY.
 */
bool schema_open(const char *path, const char *vfs, sqlite3 **ret,
		 struct err *err) MUST_USE;

/*
 * Open journal.db for reading: mode=ro, query_only.  On a read-only medium that holds
 * a WAL file this fails with a message that says so.
 */
bool schema_open_reader(const char *path, sqlite3 **ret, struct err *err) MUST_USE;

/*
 * Open a file that can be made again from something else (index.db, cache.db): a file
 * that is damaged, not ours, of another version or with other tables is moved to
 * PATH.broken and made anew.  One process at a time does it, under PATH.lock, which
 * stays.
 *
 * id       application id, and version of its schema
 * wait     up to two seconds for whoever holds the lock or the file; false inside the
 *          loop, which tries again later
 * Errors   ERR_BUSY; ERR_JOURNAL the disk fails, or it may not be read or written: then
 *          it stays where it is; ERR_IO no lock or file can be made there.
 */
struct schema_derived {
	int64_t id, version;
	const char *sql;
};
bool schema_open_derived(const char *path, const struct schema_derived *d, bool wait,
			 sqlite3 **ret, struct err *err) MUST_USE;

/*
 * The same for a file whose content is nowhere else (beats.db): of another version it
 * is refused, and stays.
 *
 * replaced  NULL: a damaged one is refused, too; else it is moved to PATH.broken and
 *           made anew, and *replaced set
 */
bool schema_open_only(const char *path, const struct schema_derived *d, bool *replaced,
		      sqlite3 **ret, struct err *err) MUST_USE;

#endif

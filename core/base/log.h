/*
 * The debug log: a file in the state directory, 0600, for the maintainers of
 * candor.  Never a secret, never customer data, never needed to operate.
 */
#ifndef CORE_BASE_LOG_H
#define CORE_BASE_LOG_H

#include "core/base/base.h"
#include "core/base/err.h"

/*
 * Append to this file from now on.  One longer than LIMIT_LOG_FILE loses its older
 * half, now and whenever it grows past that.  Several processes may share it.
 *
 * Errors   ERR_IO cannot be opened, or is no regular file (symbolic links included).
 */
bool log_open(const char *path, struct err *err) MUST_USE;
void log_close(void);

/* Time and process before it, a newline after it, made safe; dropped until the log
 * is open. Leaves errno alone. */
void log_line(const char *fmt, ...) PRINTF(1, 2);

#endif

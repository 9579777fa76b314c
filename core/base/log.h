/*
 * The debug log: a file in the state directory, 0600, for the maintainers of
 * candor.  Never a secret, never customer data, never needed to operate.
 */
#ifndef CORE_BASE_LOG_H
#define CORE_BASE_LOG_H

#include "core/base/base.h"
#include "core/base/err.h"

/* Until opened, log lines are dropped. The file is cut at LIMIT_LOG_FILE when opened. */
bool log_open(const char *path, struct err *err) MUST_USE;
void log_close(void);
void log_line(const char *fmt, ...) PRINTF(1, 2);	/* adds time and newline; made safe */

#endif

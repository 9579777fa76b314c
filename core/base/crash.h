/*
 * What a program that dies of a signal leaves behind: one small file that holds no
 * data, only which signal, which build and where in it.
 */
#ifndef CORE_BASE_CRASH_H
#define CORE_BASE_CRASH_H

#include "core/base/buf.h"
#include "core/base/str.h"

#define CRASH_FILE_MAX ((size_t)8 * 1024)

/*
 * From now on crash_write() writes to path.  Finds out before what cannot be found out
 * in a signal handler: the build id and where the program lies in memory.
 *
 * path     in a private directory; one that is too long arms nothing
 * version  of the program, for the report; borrowed for ever
 */
void crash_arm(const char *path, const char *version);

/*
 * For the handler of a fatal signal: write the file anew, 0600.  Async-signal-safe but
 * for the walk over the stack, which a timer of two seconds ends.  Once; nothing while
 * it is not armed.
 */
void crash_write(int number);

struct crash_report {
	int number; /* of the signal; 0: the file does not say */
	char version[32];
	char build[65]; /* hexadecimal; "" unknown */
	bool told;      /* crash_told() was here */
};

/* Understand what crash_write() wrote; what is not there stays empty. */
void crash_read(struct str text, struct crash_report *ret);
/* The report with the line that says that it stands in the journal, as entry id; the
 * end of a text that is too long is cut, so that both stay below CRASH_FILE_MAX. */
void crash_told(struct str text, const char *id, struct buf *out);

/* "SIGSEGV"; "a signal" for one that ends no program. Static storage. */
const char *crash_signal_name(int number);

#endif

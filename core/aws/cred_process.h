/*
 * credential_process: the command line of a profile, and what it prints.
 */
#ifndef CORE_AWS_CRED_PROCESS_H
#define CORE_AWS_CRED_PROCESS_H

#include "core/aws/cred.h"

/*
 * Split a command line as a POSIX shell would, and do nothing else of what a shell
 * does: single and double quotes, backslashes; no variables, pipes, globs or ~.
 *
 * ret_argv     NULL-terminated; freed with cred_process_free()
 * Errors       ERR_CRED nothing in it, an open quote, a backslash at the end, more
 *              than 64 words.  The text never holds the command: it may have secrets.
 * Source       botocore uses Python's shlex.split(), POSIX mode
 */
bool cred_process_split(const char *command, char ***ret_argv,
			struct err *err) MUST_USE;
void cred_process_free(char **argv); /* NULL is allowed */

#endif

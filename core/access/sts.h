/*
 * What STS answers to AssumeRole, and the names it accepts (STS API reference).
 */
#ifndef CORE_ACCESS_STS_H
#define CORE_ACCESS_STS_H

#include "core/aws/cred.h"
#include "core/tree/node.h"

/* RoleSessionName and SourceIdentity: 2 to 64 of [A-Za-z0-9_+=,.@-], no "aws:". */
bool sts_name_ok(struct str name);

struct sts_assumed {
	struct cred cred;         /* wiped by sts_assumed_release() */
	int64_t expires_sec;      /* AWS's word, by AWS's clock */
	char arn[256];            /* of the assumed role; safe text */
	char source_identity[65]; /* "" when it was not told */
};

void sts_assumed_release(struct sts_assumed *a);

/*
 * Read AssumeRole's result.
 *
 * Errors   ERR_PARSE something is missing or too long; never holds a secret.
 */
bool sts_read_assumed(const struct node *result, struct sts_assumed *ret,
		      struct err *err) MUST_USE;

/*
 * Say when the keys end by the clock of this machine, when that one is a minute or more
 * off: else keys of an hour would look over at once, or good when they are not.
 *
 * server_sec  the answer's Date; 0: unknown, nothing changes
 */
void sts_use_our_clock(struct sts_assumed *a, int64_t server_sec, int64_t now_sec);

/*
 * Is the answer for the role that was asked for?  Account, role name and session name
 * of the assumed role's ARN are compared.
 *
 * Errors   ERR_AWS they differ: the sentence names both.
 */
bool sts_check_assumed(const struct sts_assumed *a, const char *role_arn,
		       const char *session_name, struct err *err) MUST_USE;

#endif

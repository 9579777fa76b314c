/*
 * Credentials in the environment: AWS_ACCESS_KEY_ID and its kin.
 */
#ifndef CORE_AWS_CRED_ENV_H
#define CORE_AWS_CRED_ENV_H

#include "core/aws/cred.h"

/* A variable; NULL when unset or blank, for AWS's tools take blank as missing. */
const char *cred_env_get(const struct cred_env *env, const char *name);
/* "true" in any of the spellings of AWS's tools. */
bool cred_env_true(const struct cred_env *env, const char *name);

/*
 * Keys from the environment.
 *
 * ret_found    false, with ret untouched, when neither variable is set
 * Errors       ERR_CRED one of the two is missing, or an odd byte in one.
 */
bool cred_env_keys(const struct cred_env *env, struct cred *ret, bool *ret_found,
		   struct err *err) MUST_USE;

/*
 * Fill a credential from texts, trimmed.
 *
 * where    for the message: "profile mira"
 * token    NULL or "" for long-term keys
 * Errors   ERR_CRED an empty one, one that is too long, a byte that is not printable
 *          ASCII.  The text never holds the value.
 */
bool cred_set(struct cred *ret, const char *where, const char *key_id, const char *key,
	      const char *token, struct err *err) MUST_USE;

#endif

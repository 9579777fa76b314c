/*
 * Profiles that sign in by IAM Identity Center (SSO), and the token that `aws sso
 * login` left in ~/.aws/sso/cache.
 *
 * Using it (a new token, the keys of a role) is done by core/access/sso.c.
 */
#ifndef CORE_AWS_CRED_SSO_H
#define CORE_AWS_CRED_SSO_H

#include "core/aws/cred_profile.h"
#include "core/base/buf.h"

/* NULL and zeroed are fine. */
void cred_sso_release(struct cred_sso *s);

/* Whether its keys would come from a browser sign-in: SSO, or `aws login`. */
bool cred_sso_is(const struct profile *p);

/*
 * What a profile says of its sign-in: an sso-session, or the old form with
 * sso_start_url and sso_region in the profile itself.
 *
 * ret      overwritten; untouched on failure
 * Errors   ERR_CRED `aws login` (the text names the credential_process line that
 *          helps), a property that is missing, an sso-session that is not there,
 *          HOME is not set, no SHA-1 on this machine.
 * Source   AWS SDKs and Tools reference, IAM Identity Center credential provider
 */
bool cred_sso_read(const struct profiles *all, const struct profile *p,
		   const struct cred_env *env, struct cred_sso *ret,
		   struct err *err) MUST_USE;

/* ERR_CRED: the login is over, with the one command that renews it.  Returns false. */
bool cred_sso_over(const struct cred_sso *s, const char *why, struct err *err);

struct sso_token {
	struct secret access;
	int64_t expires_sec;
	struct secret refresh; /* empty: it cannot be renewed */
	char client_id[1024];
	struct secret client_secret;
	int64_t client_expires_sec; /* of the registration; 0: unknown */
};

/* Wipes. NULL and zeroed are fine. */
void sso_token_release(struct sso_token *t);

/*
 * Read the cache's file.
 *
 * ret      overwritten, not released; untouched on failure
 * Errors   as cred_sso_over() when there is none or it is not AWS's; ERR_CONFIG others
 *          may write to it.  The text quotes nothing of it.
 */
bool sso_token_load(const struct cred_sso *s, struct sso_token *ret,
		    struct err *err) MUST_USE;
bool sso_token_parse(struct str json, struct sso_token *ret) MUST_USE;

/*
 * Write a renewed token back, as AWS's tools do: the next one who asks has it.
 * Errors   ERR_IO, ERR_LIMIT: the file is as it was; the token is good all the same.
 */
bool sso_token_save(const struct cred_sso *s, const struct sso_token *t,
		    struct err *err) MUST_USE;

/* Fewer than 15 minutes are left. */
bool sso_token_is_old(const struct sso_token *t, int64_t now_sec);
/* It has all that a renewal needs, and its registration is still good. */
bool sso_token_may_renew(const struct sso_token *t, int64_t now_sec);

#endif

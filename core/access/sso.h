/*
 * Keys of a role from IAM Identity Center: through the door, with the token that `aws
 * sso login` left, renewed when it is nearly over.
 *
 *   load the token --old--> sso-oidc:CreateToken --> sso:GetRoleCredentials --> done
 *        +--good--------------------------------------^
 *
 * A renewal that fails is no failure as long as the old token is good.
 */
#ifndef CORE_ACCESS_SSO_H
#define CORE_ACCESS_SSO_H

#include "core/aws/call.h"
#include "core/aws/cred.h"

struct sso;

/*
 * Told once, in a turn of the loop.
 *
 * cred     the role's keys; NULL when err is set; the callee copies
 * err      ERR_CRED with the one command that renews the login; ERR_DENIED the role is
 *          not the operator's; or why the act failed
 */
typedef void sso_done(void *ctx, const struct cred *cred, const struct err *err);

struct sso_opts {
	struct door *door;
	const struct clock *clock;
	const struct cred_sso *from; /* borrowed until sso_free() */
	int log;                     /* the vendor's */
};

/*
 * Begin.  Free with sso_free() after done.
 * Errors   ERR_CRED there is no token, or it is over; as act_begin().
 */
struct sso *sso_start(const struct sso_opts *opts, sso_done *done, void *ctx,
		      struct err *err) MUST_USE;

/* Gives up what is under way; done is then not called.  A renewal whose answer is on
 * its way is lost with it: the next one may need a new login.  NULL is allowed. */
void sso_free(struct sso *s);

#endif

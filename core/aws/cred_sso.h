/*
 * Profiles that sign in by IAM Identity Center (SSO) or `aws login`: recognised, and
 * told what helps.
 */
#ifndef CORE_AWS_CRED_SSO_H
#define CORE_AWS_CRED_SSO_H

#include "core/aws/cred_profile.h"

/* Whether its keys would come from a browser sign-in. */
bool cred_sso_is(const struct profile *p);

/*
 * The sentence that names the line to add to the profile.  AWS's own tools look at SSO
 * and login before credential_process, so the line does not call itself.
 * Returns  false, with ERR_CRED set.
 */
bool cred_sso_err(const struct profile *p, struct err *err);

#endif

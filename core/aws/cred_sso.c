/*
 * Profiles that sign in by a browser: candor has no such sign-in of its own, but AWS's
 * tool can hand over what it got.
 */
#include "core/aws/cred_sso.h"

bool cred_sso_is(const struct profile *p)
{
	static const char *const keys[] = { "sso_session", "sso_start_url",
					    "sso_account_id", "sso_role_name",
					    "login_session" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (profile_prop(p, keys[i]))
			return true;
	}
	return false;
}

bool cred_sso_err(const struct profile *p, struct err *err)
{
	bool login = profile_prop(p, "login_session") != NULL;

	return err_set(
		err, ERR_CRED,
		"profile %s signs in by a browser (%s): run `aws %slogin --profile "
		"%s` and add to the profile the line `credential_process = aws "
		"configure export-credentials --profile %s`",
		p->name, login ? "aws login" : "SSO", login ? "" : "sso ", p->name,
		p->name);
}

/*
 * Any bytes as AWS's two files (apart at a NUL), as a command line and the output of a
 * credential_process, and as the token of a sign-in.  Nothing may crash, and nothing
 * may be kept of a failure.
 */
#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_process.h"
#include "core/aws/cred_profile.h"
#include "core/aws/cred_sso.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An environment with nothing but a home. */
static const char *only_home(void *ctx, const char *name)
{
	(void)ctx;
	return text_eq(name, "HOME") ? "/h" : NULL;
}

static void check_profile(const struct profiles *all, const struct profile *p)
{
	static const struct cred_env env = { only_home, NULL };
	static const char *const keys[] = { "role_arn", "source_profile",
					    "credential_process" };
	struct err err = ERR_INIT;

	bug_unless(p->name && p->name[0]);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct profile_prop *prop = profile_prop(p, keys[i]);
		bug_unless(!prop || prop->line > 0);
	}
	if (!cred_sso_is(p))
		return;
	AUTO(cred_sso) sso = { 0 };
	if (cred_sso_read(all, p, &env, &sso, &err))
		bug_unless(sso.start_url && sso.region && sso.account && sso.role &&
			   sso.cache);
	else
		bug_unless(err.code == ERR_CRED && !sso.profile);
}

static void check_command(const char *command)
{
	char **argv = NULL;

	if (cred_process_split(command, &argv, NULL))
		bug_unless(argv && argv[0] && argv[0][0]);
	else
		bug_unless(!argv);
	cred_process_free(argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(profiles) p = { 0 };
	AUTO(cred) cred = { 0 };
	struct str credentials = { (const char *)data, size };
	struct str config = str_cut(&credentials, '\0');
	struct err err = ERR_INIT;

	if (size > LIMIT_CONFIG)
		return 0;
	if (!profiles_parse(&p, config, "config", PROFILE_CONFIG, &err) ||
	    !profiles_parse(&p, credentials, "credentials", PROFILE_CREDENTIALS, &err))
		bug_unless(err.code != ERR_NONE);
	for (size_t i = 0; i < p.n; i++)
		if (p.items[i].section == PROFILE_SECTION)
			check_profile(&p, &p.items[i]);
	AUTO(sso_token) token = { 0 };
	if (sso_token_parse((struct str){ (const char *)data, size }, &token))
		bug_unless(!secret_empty(&token.access) && token.expires_sec > 0);
	char *command = mem_text_n((const char *)data, size);
	check_command(command);
	free(command);
	if (!cred_from_process((struct str){ (const char *)data, size }, &cred, &err))
		bug_unless(cred.key_id[0] == '\0');
	return 0;
}

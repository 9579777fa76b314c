/*
 * Credentials and endpoints, as far as files and variables tell.  A profile is read,
 * never a key of it shown; a credential_process is named, not run.
 */
#include "core/aws/cred.h"
#include "core/base/os.h"
#include "tui/cli/checks.h"

#define CREDENTIALS "credentials"

static void check_hops(struct checks *c, const struct cred_plan *plan)
{
	for (size_t i = 0; i < plan->n_hops; i++) {
		const struct cred_hop *hop = &plan->hops[i];

		checks_add(c, CREDENTIALS, "role", CHECK_OK, NULL,
			   "profile %s assumes %s%s%s", hop->profile, hop->role_arn,
			   hop->mfa_serial ? ", with a code of " : "",
			   text_or(hop->mfa_serial, ""));
	}
}

void checks_credentials(struct checks *c, const struct program *p)
{
	const struct config *config = program_config(p);
	struct cred_plan plan = { 0 };
	struct err err = ERR_INIT;

	if (!config)
		return;
	if (!cred_plan_load(program_variables(p), config->profile, &plan, &err)) {
		checks_add(c, CREDENTIALS, "source", CHECK_PROBLEM,
			   "candor takes AWS's own settings: [operator] profile in "
			   "candor.conf, AWS_PROFILE, or keys in the environment.",
			   "%s", err.text);
		return;
	}
	checks_add(c, CREDENTIALS, "source", CHECK_OK, NULL, "%s", plan.source_text);
	check_hops(c, &plan);
	if (plan.ca_bundle && !os_file_exists(plan.ca_bundle))
		checks_add(c, CREDENTIALS, "CA bundle", CHECK_PROBLEM,
			   "Mend AWS_CA_BUNDLE, or ca_bundle of the profile.",
			   "there is no file %s", plan.ca_bundle);
	cred_plan_release(&plan);
}

static void check_proxy(struct checks *c, const struct program *p)
{
	static const char *const names[] = { "HTTPS_PROXY", "https_proxy", "ALL_PROXY",
					     "all_proxy" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!text_empty(program_env(p, names[i])))
			checks_add(c, "endpoints", "proxy", CHECK_OK, NULL,
				   "calls go through the one that %s names", names[i]);
}

void checks_endpoints(struct checks *c, const struct program *p)
{
	static const char remedy[] = "If that is not what you want: unset "
				     "AWS_ENDPOINT_URL and its kin, take "
				     "endpoint_url out of the profile.";
	const char *host = "";

	if (!program_config(p))
		return;
	switch (program_place(p, &host)) {
	case PROGRAM_AWS:
		checks_add(c, "endpoints", "AWS", CHECK_OK, NULL, "AWS's own");
		break;
	case PROGRAM_SANDBOX:
		checks_add(c, "endpoints", "SANDBOX", CHECK_OK, NULL,
			   "%s stands in for AWS on this machine", host);
		break;
	case PROGRAM_ENDPOINT:
		checks_add(c, "endpoints", "ENDPOINT", CHECK_WARN, remedy,
			   "%s is asked instead of AWS's own", host);
		break;
	}
	check_proxy(c, p);
}

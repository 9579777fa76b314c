/*
 * Credentials, and the plan of how to get them from AWS's own places.
 *
 * Reading the environment and the files makes a plan (pure, testable); following
 * it (a process to run, roles to assume hop by hop through the door) is done by
 * core/access/identity.c.
 */
#ifndef CORE_AWS_CRED_H
#define CORE_AWS_CRED_H

#include "core/base/err.h"
#include "core/base/limits.h"
#include "core/base/secret.h"

struct cred {
	char key_id[129];
	struct secret key, token; /* token empty for long-term keys */
	int64_t expires_sec;      /* 0: never */
};

/* Wipes. NULL and zeroed are fine. */
void cred_release(struct cred *c);
/* dst must be zeroed or hold a credential, which is let go. */
void cred_copy(struct cred *dst, const struct cred *src);

/* The variables of the process, read once in tui/main.c; a map for tests. */
struct cred_env {
	const char *(*get)(void *ctx, const char *name); /* NULL when unset */
	void *ctx;
};

enum cred_source {
	CRED_NONE,
	CRED_ENVIRONMENT,
	CRED_PROFILE_KEYS,
	CRED_PROCESS,
	CRED_SSO
};

/* The keys of a role from IAM Identity Center.  Texts are the profile's. */
struct cred_sso {
	char *profile;
	char *start_url;
	char *region; /* of the portal */
	char *account, *role;
	char *cache;    /* path of the token's file */
	bool may_renew; /* an sso-session; a profile of the old form has no renewal */
};

/* One sts:AssumeRole of a profile chain, in the order in which it is done. */
struct cred_hop {
	char *profile; /* the profile that asks for it, for messages */
	char *role_arn;
	char *external_id;    /* NULL */
	char *mfa_serial;     /* NULL */
	char *session_name;   /* NULL: candor chooses */
	int64_t duration_sec; /* 0: AWS's default */
};

struct cred_plan {
	enum cred_source source;
	char source_text[160]; /* "environment", "profile mira (/home/…/credentials)" */
	struct cred first;     /* ENVIRONMENT, PROFILE_KEYS */
	char **process_argv;   /* PROCESS: NULL-terminated, no shell */
	struct cred_sso sso;   /* SSO */
	struct cred_hop hops[LIMIT_PROFILE_HOPS];
	size_t n_hops;
	char *region;       /* AWS_REGION, AWS_DEFAULT_REGION, profile; NULL */
	char *ca_bundle;    /* AWS_CA_BUNDLE, profile; NULL */
	char *endpoint_url; /* profile's endpoint_url; NULL (variables: endpoint.c) */
};

/* Wipes the keys. NULL and zeroed are fine. */
void cred_plan_release(struct cred_plan *p);

/*
 * profile  name from candor.conf; NULL: AWS_PROFILE, then "default"; a named one
 *          passes over the AWS_ACCESS_KEY_ID variables, as AWS's tools do
 * ret      overwritten, not released; untouched on failure
 * Errors   ERR_CONFIG file:line, or a file that others may write to; ERR_CRED none
 *          found, a loop, an SSO profile in which something is missing, one of `aws
 *          login` (the text names the credential_process line that helps); ERR_LIMIT;
 *          ERR_IO.
 * Source   AWS SDKs and Tools reference, shared configuration files
 */
bool cred_plan_load(const struct cred_env *env, const char *profile,
		    struct cred_plan *ret, struct err *err) MUST_USE;

/*
 * What a credential_process printed: {"Version": 1, "AccessKeyId": ...}.
 *
 * json     stdout, up to LIMIT_PROCESS_OUT bytes
 * ret      what it held is let go; untouched on failure
 * Errors   ERR_CRED, ERR_LIMIT; the text quotes nothing of what was printed.
 */
bool cred_from_process(struct str json, struct cred *ret, struct err *err) MUST_USE;

#endif

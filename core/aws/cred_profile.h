/*
 * Profiles of ~/.aws/config and ~/.aws/credentials, merged.
 */
#ifndef CORE_AWS_CRED_PROFILE_H
#define CORE_AWS_CRED_PROFILE_H

#include "core/aws/cred.h"

enum profile_file {
	PROFILE_CONFIG,
	PROFILE_CREDENTIALS
};

struct profile_prop {
	char *key;   /* lower case */
	char *value; /* wiped on release; "" is allowed */
	enum profile_file file;
	unsigned line; /* 1-based */
};

enum profile_section {
	PROFILE_SECTION,
	PROFILE_SSO_SESSION /* [sso-session NAME] of the config */
};

struct profile {
	char *name;
	enum profile_section section;
	bool prefixed; /* "default" only: [profile default] was seen, [default] does not
			  count */
	struct profile_prop *props;
	size_t n_props, cap_props;
};

struct profiles {
	struct profile *items;
	size_t n, cap;
	char *paths[2]; /* by enum profile_file: for messages; NULL without HOME */
};

void profiles_release(struct profiles *p);

/*
 * Read one file's text into p.  The config first, then the credentials: what comes
 * later wins, property by property.
 *
 * name     of the file, for messages
 * Errors   ERR_CONFIG file:line; ERR_LIMIT too many profiles or properties.
 * Source   AWS SDKs and Tools reference, file format
 */
bool profiles_parse(struct profiles *p, struct str text, const char *name,
		    enum profile_file file, struct err *err) MUST_USE;

/*
 * Where the two files are: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else below
 * HOME/.aws; a leading ~ is HOME.
 * Returns  text the caller frees; NULL when HOME is needed and not set.
 */
char *profiles_path(const struct cred_env *env, enum profile_file file) MUST_USE;

/*
 * Both files, where they are; one that does not exist is empty.
 * Errors   as profiles_parse(); ERR_CONFIG a file that others may write to.
 */
bool profiles_load(struct profiles *p, const struct cred_env *env,
		   struct err *err) MUST_USE;

const struct profile *profiles_find(const struct profiles *p,
				    const char *name); /* NULL */
/* The section [sso-session NAME]; NULL. */
const struct profile *profiles_sso_session(const struct profiles *p, const char *name);
/* A property; NULL when absent or blank. */
const struct profile_prop *profile_prop(const struct profile *p, const char *key);
const char *profile_get(const struct profile *p, const char *key); /* its value */

#endif

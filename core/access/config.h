/*
 * candor.conf: who the vendor is, who the operator is, and every installation.
 *
 * Read once at start.  What is broken is an error with file:line and stops the
 * program; what is merely unknown is kept as a warning and shown by `candor doctor`.
 */
#ifndef CORE_ACCESS_CONFIG_H
#define CORE_ACCESS_CONFIG_H

#include "core/base/err.h"
#include "core/base/str.h"

/* Which part of a role's caller identity is the person. */
enum identity_part {
	IDENTITY_PART_UNSET, /* not said: fine for IAM users and AWSReservedSSO_* roles
			      */
	IDENTITY_PART_ROLE,
	IDENTITY_PART_SESSION,
};

/* One deployment in one customer account and region.  All texts are owned by the
 * config and stay valid until config_release(); none is NULL unless said. */
struct installation {
	char *name;       /* 1 to 64 of [A-Za-z0-9._-], unique */
	char *customer;   /* name as the vendor writes it: safe UTF-8, 1 to 128 bytes */
	char account[13]; /* 12 digits */
	char *region;     /* of a partition that we know */
	const char *partition; /* "aws", "aws-cn", "aws-us-gov"; static */
	char *role_arn;    /* the cross-account role; of this account and partition */
	char *external_id; /* 2 to 1224 bytes */
	char *policy_observe; /* session policy of OBSERVE; of this account */
	char *policy_operate; /* NULL: not given */
	char *policy_debug;   /* NULL: not given */
	char *stacks;         /* name pattern or "tag:KEY=VALUE"; NULL: every stack */
	unsigned line;        /* of its section in the file */
};

/* A line of the file as it stands there, for `candor config`. */
struct config_setting {
	char *section; /* "installation acme-prod-eu" */
	char *key;
	char *value; /* safe UTF-8; external_id included: AWS does not hold it secret */
	unsigned line; /* 1-based */
};

struct config {
	char *path;          /* as given; for messages */
	char *vendor_domain; /* names the logs */
	char *profile;       /* AWS profile of the operator; NULL: AWS's own choice */
	enum identity_part part; /* [operator] identity */
	char *mfa_serial; /* [operator] mfa_serial: sent with the second hop when the
			   * caller is an IAM user; NULL: none */
	struct installation *installations; /* in the file's order */
	size_t n_installations, cap_installations;
	struct config_setting *settings; /* every line, in order */
	size_t n_settings, cap_settings;
	char **warnings; /* "candor.conf:12: unknown key \"regoin\" ..." one line each
			  */
	size_t n_warnings, cap_warnings;
};

void config_release(struct config *c);

/*
 * Read a configuration text.
 *
 * text     the whole file
 * name     file name for messages
 * Returns  true with ret filled; false with err set and ret untouched.
 * Errors   ERR_CONFIG "name:line: what is wrong and what would be right": a broken
 *          line, an unknown section, a duplicate installation or key, a missing key,
 *          an account that is not 12 digits, an ARN of another account or partition,
 *          a region of no partition, a value of a wrong size; ERR_LIMIT more than
 *          LIMIT_INSTALLATIONS.
 */
bool config_parse(struct str text, const char *name, struct config *ret,
		  struct err *err) MUST_USE;

/*
 * The same from a file, which must be regular, ours (or root's) and not writable
 * for group or others.
 *
 * Errors   ERR_IO cannot be read, or is not private; ERR_LIMIT over LIMIT_CONFIG;
 *          and those of config_parse().
 */
bool config_load(const char *path, struct config *ret, struct err *err) MUST_USE;

/* By name; NULL when there is none.  Valid as long as the config. */
const struct installation *config_find(const struct config *c, const char *name);

/* 12 digits and nothing else. */
bool config_is_account(const char *text);

#endif

/*
 * candor.conf: who the vendor is, who the operator is, and every installation.
 *
 * Read once at start, the machine's file first and the operator's own over it.  What is
 * broken is an error with file:line and stops the program; what is merely unknown is
 * kept as a warning and shown by `candor config check` and `candor doctor`.
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
	char *policy_observe;  /* session policy of OBSERVE; of this account */
	char *policy_operate;  /* NULL: not given */
	char *policy_debug;    /* NULL: not given */
	char *stacks;          /* name pattern or "tag:KEY=VALUE"; NULL: every stack */
	char *metadata_bucket; /* `metadata = s3://bucket/prefix/`; NULL: not given */
	char *metadata_prefix; /* "" or with '/' at its end; NULL with the bucket */
	bool has_zone;         /* `timezone` was given: for key t of the console */
	int zone_sec;          /* what it adds to UTC, in seconds */
	int heartbeat_sec;     /* `heartbeat = every 60s`; 0: it sends none */
	int heartbeat_grace_sec; /* "grace 30s": how late is late */
	char *heartbeat_key;     /* file of its public key; NULL: not given */
	const char *file;        /* where it stands: one of config.files */
	unsigned line;           /* of its section there */
};

/* [metric ID]: thresholds of a metric that candor knows, or one of the vendor's own,
 * which has a namespace.  Numbers that are not given are NAN, texts NULL. */
#define CONFIG_DIMENSIONS 4
struct config_metric {
	char *id; /* 1 to 64 of [a-z0-9-] */
	double warn, crit;
	unsigned for_periods; /* `for`; 0: not given */
	bool below;           /* `bad = below`: what is less than the threshold */
	bool has_bad;
	char *title, *space, *name, *stat, *unit; /* safe UTF-8 */
	size_t n_dimensions;
	struct {
		char *name, *value;
	} dimensions[CONFIG_DIMENSIONS];
	const char *file; /* one of config.files */
	unsigned line;
};

/* A line of a file as it stands there, for `candor config`. */
struct config_setting {
	char *section; /* "installation acme-prod-eu" */
	char *key;
	char *value; /* safe UTF-8; external_id included: AWS does not hold it secret */
	const char *file; /* one of config.files */
	unsigned line;    /* 1-based */
};

struct config {
	char *path;   /* of the last file, as given; for messages */
	char **files; /* of all that were read, in order */
	size_t n_files, cap_files;
	char *vendor_domain; /* names the logs */
	char *profile;       /* AWS profile of the operator; NULL: AWS's own choice */
	enum identity_part part; /* [operator] identity */
	char *mfa_serial; /* [operator] mfa_serial: sent with the second hop when the
			   * caller is an IAM user; NULL: none */
	struct {
		char *address;    /* "0.0.0.0:8443"; NULL: not given, as the others */
		char *cert, *key; /* PEM files for TLS: both or none */
	} listen;
	char *beat_table; /* [heartbeats] source = table: its name; NULL: this machine's
			   */
	char *beat_region; /* where it is; NULL with the table */
	struct {
		char *command; /* absolute path; NULL: none */
		char *webhook; /* may be a secret but for its host; NULL: none */
	} watch;
	struct installation *installations; /* in the file's order */
	size_t n_installations, cap_installations;
	struct config_metric *metrics; /* in the files' order */
	size_t n_metrics, cap_metrics;
	struct config_setting *settings; /* every line, in order; those of [console] are
					  * not checked here: tui/program_settings.h */
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

/* One text of several that make a configuration. */
struct config_source {
	const char *name; /* file name for messages */
	struct str text;
};

/* What is wrong, when all of it is asked for; borrowed for the call. */
typedef void config_problem(void *ctx, const struct err *err);

/*
 * The same from several texts: what a later one says of [vendor], [operator] and
 * [console] wins, key by key; installations add up.
 *
 * problem  NULL: the first error ends it; else each error goes there, with ctx, and
 *          reading goes on as far as it can
 * Errors   those of config_parse(), the last of them; and an installation in two files
 */
bool config_parse_all(const struct config_source *sources, size_t n,
		      config_problem *problem, void *ctx, struct config *ret,
		      struct err *err) MUST_USE;

/*
 * The same from files, each of which must be regular, ours (or root's) and not writable
 * for group or others.
 *
 * n        1 to CONFIG_FILES
 * Errors   ERR_IO cannot be read, or is not private; ERR_LIMIT over LIMIT_CONFIG;
 *          and those of config_parse().
 */
#define CONFIG_FILES 2
bool config_load_all(const char *const *paths, size_t n, config_problem *problem,
		     void *ctx, struct config *ret, struct err *err) MUST_USE;
bool config_load(const char *path, struct config *ret, struct err *err) MUST_USE;

/* By name; NULL when there is none.  Valid as long as the config. */
const struct installation *config_find(const struct config *c, const char *name);

/* 12 digits and nothing else. */
bool config_is_account(const char *text);

#endif

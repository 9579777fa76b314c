/*
 * What the files config*.c share: a file while it is read.
 */
#ifndef CORE_ACCESS_CONFIG_IMPL_H
#define CORE_ACCESS_CONFIG_IMPL_H

#include "core/access/config.h"

enum config_section {
	AT_NOTHING,
	AT_VENDOR,
	AT_OPERATOR,
	AT_INSTALLATION,
	AT_CONSOLE,
	AT_LISTEN,
	AT_HEARTBEATS,
	AT_METRIC,
	AT_WATCH,
	AT_BROKEN, /* its first line is wrong: the rest is skipped */
};

#define CONFIG_KEPT SIZE_MAX /* the key is of a later version */

/* One key: where it belongs, how long its value may be, what bytes it is made of. */
struct config_key {
	const char *name;
	size_t offset;     /* of a char * in the draft; or CONFIG_KEPT */
	unsigned min, max; /* bytes */
	bool required;
	const char
		*others; /* allowed bytes beside letters and digits; NULL: any text */
};

/* [metric ID] */
struct config_metric_draft {
	char *warn, *crit, *for_periods, *bad;
	char *title, *space, *name, *stat, *unit, *dimensions;
};

/* Values as written, before they are checked against each other. */
struct config_draft {
	char *customer, *account, *region, *role_arn, *external_id;
	char *observe, *operate, *debug, *stacks, *timezone;
	char *metadata;
	char *heartbeat, *heartbeat_key;
	char *domain, *profile, *identity, *mfa_serial;
	char *beat_source, *beat_table, *beat_region; /* [heartbeats] */
	char *address, *cert, *tls_key;               /* [listen] */
	struct config_metric_draft metric;
	char *command, *webhook; /* [watch] */
};

#define CONFIG_KEYS_MAX 32 /* rows of the longest table */

struct config_reader {
	struct config config;
	const char *file;        /* one of config.files */
	config_problem *problem; /* NULL: the first error ends it */
	void *problem_ctx;
	struct err last; /* that went to problem() */
	enum config_section at;
	const struct config_key *keys; /* of the section that is being read */
	char *section;                 /* as written between the brackets */
	char *name;                    /* of the installation */
	unsigned line;                 /* of the section */
	bool had_vendor, had_operator, had_console, had_listen, had_heartbeats,
		had_watch; /* in this file */
	bool bad; /* a line of this section is wrong: it is not judged as a whole */
	unsigned seen[CONFIG_KEYS_MAX]; /* line of each key of this section; 0: not yet
					 */
	struct config_draft draft;
};

/* The line of a key of this section, else the section's. */
unsigned config_line_of(const struct config_reader *r, const char *key);

/* Letters, digits and bytes of `others` only. */
bool config_only(struct str s, const char *others);
/* A value as it is shown. */
char *config_safe_text(struct str s);

/* config_section.c: the section that is named in brackets begins; it ends, and what its
 * lines gave goes into r->config, unless one of them was wrong. */
bool config_begin_section(struct config_reader *r, struct str name,
			  struct err *err) MUST_USE;
bool config_take_section(struct config_reader *r, struct err *err) MUST_USE;
void config_draft_release(struct config_draft *d);

/* Before the next section begins: is all there, and does it fit? */
bool config_check_required(const struct config_reader *r, struct err *err) MUST_USE;
bool config_check_installation(const struct config_reader *r, struct err *err) MUST_USE;

bool config_check_heartbeat(const struct config_reader *r, struct err *err) MUST_USE;
bool config_check_heartbeats(const struct config_reader *r, struct err *err) MUST_USE;
bool config_check_listen(const struct config_reader *r, struct err *err) MUST_USE;
bool config_check_watch(const struct config_reader *r, struct err *err) MUST_USE;
/* What stands behind the host of a URL may be a secret: it is not shown. */
void config_hide_path(char **url);
/* "every 60s", "every 5m grace 1m"; the grace is half the interval if not said. */
bool config_heartbeat(const char *text, int *ret_every_sec,
		      int *ret_grace_sec) MUST_USE;
/* A file name as written in `file`, which it stands beside unless it is absolute; takes
 * *text over.  NULL: not given. */
char *config_beside(const char *file, char **text);

/* config_metric.c */
extern const struct config_key config_metric_keys[];
void config_metric_draft_release(struct config_metric_draft *d);
void config_metric_release(struct config_metric *m);
bool config_begin_metric(struct config_reader *r, struct str id,
			 struct err *err) MUST_USE;
bool config_take_metric(struct config_reader *r, struct err *err) MUST_USE;

/* "UTC", "+09:00", "-03:30": what it adds, in seconds. */
bool config_zone(const char *text, int *ret_sec) MUST_USE;

/* "s3://bucket/prefix/": copies of both; the prefix ends with '/' unless it is "".
 * False: it is none, or its bucket's name is none. */
bool config_bucket(const char *text, char **ret_bucket, char **ret_prefix) MUST_USE;

#endif

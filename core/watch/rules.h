/*
 * The rules of health, as rows: each signal has a table of its own, and each probe
 * brings one (probe_ops.rules).  Judging, screens, `candor explain` and docs/rules.md
 * read the same rows.
 */
#ifndef CORE_WATCH_RULES_H
#define CORE_WATCH_RULES_H

#include "core/base/base.h"

/* Worst first: the order of the fleet. */
enum severity {
	SEV_CRIT,
	SEV_WARN,
	SEV_UNKNOWN,
	SEV_NOACC,
	SEV_STALE,
	SEV_OK
};
#define SEV_COUNT 6

/* "CRIT", "WARN", "UNKNOWN", "NOACC", "STALE", "OK". */
const char *severity_name(enum severity s);

/* What a rule is judged by, in the order in which rules are told. */
enum health_signal {
	SIGNAL_STACKS,
	SIGNAL_SERVICES,
	SIGNAL_METRICS,
	SIGNAL_ALARMS,
	SIGNAL_HEARTBEATS,
	SIGNAL_METADATA,
	SIGNAL_ACCESS,
	SIGNAL_DATA
};
#define SIGNAL_COUNT 8

/* "stacks", "services", ... */
const char *health_signal_name(enum health_signal s);
/* Made of measurements, which scatter, not of words that AWS keeps until they change.
 */
bool health_signal_measured(enum health_signal s);

/* Where the evidence of a verdict is seen. */
enum evidence_place {
	EVIDENCE_REREAD, /* nowhere yet: reading the installation again helps */
	EVIDENCE_STACK,  /* the stack that is the verdict's thing */
	EVIDENCE_STACKS,
	EVIDENCE_METRICS,
	EVIDENCE_ALARMS,
	EVIDENCE_SERVICES,
	EVIDENCE_HEARTBEATS,
	EVIDENCE_METADATA,
	EVIDENCE_ACCESS,
	EVIDENCE_JOURNAL
};
#define EVIDENCE_COUNT 10

/* "stacks", "metrics", ...: the screen; "refresh" where reading again helps. */
const char *evidence_screen(enum evidence_place e);
/* "candor stack INSTALLATION NAME": the verb that shows the same. */
const char *evidence_verb(enum evidence_place e);

/* All texts are static and without line ends. */
struct health_rule {
	const char *id; /* "stack-failed" */
	enum health_signal signal;
	enum severity severity;
	enum evidence_place evidence;
	const char *means;     /* when it holds */
	const char *threshold; /* "60 minutes"; NULL: it has none */
	const char *setting; /* line of candor.conf that changes it; NULL: none does */
	const char *says;    /* its sentence, as an example */
	const char *advice;  /* the remedy: what to look at, what to do */
};

/* A table ends with id NULL. */
extern const struct health_rule rules_stacks[]; /* rules_stacks.c */
extern const struct health_rule rules_beats[];  /* rules_beats.c */
extern const struct health_rule rules_data[];   /* rules_data.c: access and data */

/* NULL: no table has it. */
const struct health_rule *health_rule_find(const char *id);

/*
 * All rows of all tables: by signal, within one in the order of its table.
 *
 * before   a row that this gave, or NULL for the first
 * Returns  NULL after the last.
 */
const struct health_rule *health_rule_next(const struct health_rule *before);

#endif

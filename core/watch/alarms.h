/*
 * The CloudWatch alarms that an installation's stacks made: their state, why, since
 * when, and what happened to those in trouble.
 *
 * All texts are safe to show; what looks secret in what people wrote is STACK_SECRET.
 */
#ifndef CORE_WATCH_ALARMS_H
#define CORE_WATCH_ALARMS_H

#include "core/watch/probe.h"

/* Something that happened to an alarm. */
struct alarm_event {
	int64_t at_sec;
	char *kind;    /* "StateUpdate" */
	char *summary; /* "Alarm updated from OK to ALARM" */
};

struct alarm {
	char *id; /* name as AWS wrote it: sent back, NOT safe to show */
	char *name;
	char *description; /* "" */
	char *state;       /* "OK", "ALARM", "INSUFFICIENT_DATA", or a word unknown */
	char *reason;      /* StateReason; "" */
	char *rule;        /* of a composite alarm: ALARM(a) OR …; "" */
	char *metric;      /* "AWS/Lambda Errors ≥ 5"; "" */
	char *stack;       /* it is of */
	bool composite;
	bool acts; /* somebody is told: actions are enabled, and there are some */
	char *suppressed;  /* by whom its actions are held back; "" */
	int64_t since_sec; /* in this state; 0: unknown */
	enum severity severity;
	struct alarm_event *events; /* newest first; only of those in trouble */
	size_t n_events, cap_events;
	int64_t events_sec;       /* when they were read; 0: never */
	int64_t events_tried_sec; /* when they were asked for; 0: never */
};

/* Worst first, then by age of the state, then by name. */
struct alarms;

extern const struct probe_ops probe_alarms; /* its state is a struct alarms */
extern const struct health_rule rules_alarms[];

/* NULL state: none. */
size_t alarms_n(const struct alarms *l);
const struct alarm *alarms_at(const struct alarms *l, size_t i);
const struct alarm *alarms_find(const struct alarms *l, const char *name); /* NULL */
/* Members that DescribeAlarms did not tell of. */
size_t alarms_n_missing(const struct alarms *l);

int64_t alarms_read_sec(const struct alarms *l); /* 0: never */
int64_t alarms_seq(const struct alarms *l);      /* -1 */
/* Why the newest reading failed; NULL: it went well, or there was none. */
const struct kept_err *alarms_error(const struct alarms *l);

#endif

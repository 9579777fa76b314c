/*
 * What alarms.c and alarms_read.c share.
 */
#ifndef CORE_WATCH_ALARMS_IMPL_H
#define CORE_WATCH_ALARMS_IMPL_H

#include "core/watch/alarms.h"

#define ALARM_EVENTS 20 /* newest ones kept of one alarm */

struct alarm_list {
	struct alarm *items; /* no name twice */
	size_t n, cap;
};

struct alarm_events {
	struct alarm_event *items;
	size_t n, cap;
};

struct alarm_history {
	struct alarms *l;
	size_t alarm; /* in shown */
	struct alarm_events read;
	bool good;
};

struct alarms {
	struct alarm_list shown;
	struct alarm_list draft;
	const struct members *members; /* of the reading that runs; borrowed */
	struct alarm_history *histories;
	size_t n_histories, cap_histories;
	enum {
		ALARMS_LIST,
		ALARMS_HISTORY
	} reading;
	size_t n_missing;
	int64_t read_sec, tried_sec, seq;
	struct kept_err err, draft_err;
};

void alarm_list_release(struct alarm_list *l);
void alarm_release_events(struct alarm_events *e);

/* A page of DescribeAlarms: those that are members, once each. */
void alarm_list_add_page(struct alarm_list *l, const struct members *members,
			 const struct node *result);
void alarm_list_sort(struct alarm_list *l);
/* A page of DescribeAlarmHistory: up to ALARM_EVENTS. */
void alarm_add_events(struct alarm_events *e, const struct node *result);
/* Its events are those; what it had is gone. */
void alarm_move_events(struct alarm *a, struct alarm_events *from);
/* What an older list has of the histories of the same alarms, moved over. */
void alarm_list_take_events(struct alarm_list *l, struct alarm_list *from);

/* l: NULL has none */
void alarms_judge(const struct alarms *l, struct health *h);

#endif

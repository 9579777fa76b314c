/*
 * The probe of alarms: those of the installation's stacks by name, 100 a call, and the
 * history of those in trouble once somebody looks.
 *
 * Always true: an alarm that no stack of the installation made is dropped where it is
 * decoded; a state that is no word of CloudWatch is UNKNOWN; every text is safe.
 */
#include "core/watch/alarms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/watch/alarms_impl.h"

#define DUE_SEC         INT64_C(50)
#define HISTORY_DUE_SEC INT64_C(300)
#define NAMES_A_CALL    100 /* DescribeAlarms (API version 2010-08-01) */
#define PAGES_A_CALL    3
#define MOST_CALLS      30
#define MOST_HISTORIES  10 /* alarms in trouble whose history is read */

static void *alarms_new(void)
{
	struct alarms *l = mem_new(1, sizeof(*l));

	l->seq = -1;
	return l;
}

static void drop_histories(struct alarms *l)
{
	for (size_t i = 0; i < l->n_histories; i++)
		alarm_release_events(&l->histories[i].read);
	l->n_histories = 0;
}

static void alarms_free(void *state)
{
	struct alarms *l = state;

	if (l == NULL)
		return;
	alarm_list_release(&l->shown);
	alarm_list_release(&l->draft);
	drop_histories(l);
	free(l->histories);
	kept_err_clear(&l->err);
	kept_err_clear(&l->draft_err);
	free(l);
}

/* ---- a reading ---- */

static const char *const types[] = { "AWS::CloudWatch::Alarm",
				     "AWS::CloudWatch::CompositeAlarm" };

static size_t count_members(const struct members *m)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t here;

		(void)members_of(m, types[i], &here);
		n += here;
	}
	return n;
}

static bool wants_history(const struct alarm *a, int64_t now_sec)
{
	if (a->severity != SEV_CRIT && a->severity != SEV_WARN)
		return false;
	return a->events_tried_sec == 0 ||
	       now_sec - a->events_tried_sec >= HISTORY_DUE_SEC ||
	       a->events_tried_sec < a->since_sec;
}

static void plan_histories(struct alarms *l, const struct probe_site *site)
{
	drop_histories(l);
	if (!site->shown)
		return;
	for (size_t i = 0; i < l->shown.n && l->n_histories < MOST_HISTORIES; i++)
		if (wants_history(&l->shown.items[i], site->now_sec))
			*VEC_PUSH(l->histories, l->n_histories, l->cap_histories) =
				(struct alarm_history){ .l = l, .alarm = i };
}

/* The stacks have no alarm any more: nothing is left to ring. */
static void forget(struct alarms *l)
{
	alarm_list_release(&l->shown);
	drop_histories(l);
	l->n_missing = 0;
	l->read_sec = l->tried_sec = 0;
	l->seq = -1;
	kept_err_clear(&l->err);
}

static bool plan(void *state, const struct probe_site *site, struct probe_plan *ret)
{
	struct alarms *l = state;
	size_t n = count_members(site->members);
	int64_t age = site->now_sec - l->tried_sec;

	l->reading = ALARMS_LIST;
	if (n == 0) {
		if (!site->members->cut)
			forget(l);
		return false;
	}
	if ((age < 0 || age >= DUE_SEC)) {
		size_t calls = (n + NAMES_A_CALL - 1) / NAMES_A_CALL * PAGES_A_CALL;

		probe_expect(ret, &op_cloudwatch_describe_alarms,
			     (unsigned)(calls < MOST_CALLS ? calls : MOST_CALLS));
		return true;
	}
	l->reading = ALARMS_HISTORY;
	plan_histories(l, site);
	if (l->n_histories == 0)
		return false;
	probe_expect(ret, &op_cloudwatch_describe_alarm_history,
		     (unsigned)l->n_histories * 2);
	return true;
}

static void list_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct alarms *l = ctx;

	(void)a;
	alarm_list_add_page(&l->draft, l->members, reply->result);
}

static void list_end(void *ctx, struct act *a, const struct err *err)
{
	struct alarms *l = ctx;

	(void)a;
	if (err != NULL && l->draft_err.code == ERR_NONE)
		kept_err_set(&l->draft_err, err);
}

/* The name in "arn:aws:cloudwatch:R:A:alarm:NAME", which may have ':' and '/' itself.
 */
static struct str alarm_name(const struct member *m)
{
	const char *at =
		str_starts(str_of(m->name), "arn:") ? strstr(m->name, ":alarm:") : NULL;

	return str_of(at != NULL ? at + strlen(":alarm:") : m->name);
}

static void submit_list(struct alarms *l, struct act *a, struct args *args)
{
	struct err err = ERR_INIT;

	args_put(args, "AlarmTypes.1", "MetricAlarm");
	args_put(args, "AlarmTypes.2", "CompositeAlarm");
	args_put_int(args, "MaxRecords", NAMES_A_CALL);
	if (!call_pages(a, &op_cloudwatch_describe_alarms, args, list_page, list_end, l,
			&err))
		list_end(l, a, &err);
	args_release(args);
	*args = (struct args){ 0 };
}

static void run_list(struct alarms *l, const struct probe_site *site, struct act *a)
{
	AUTO(args) args = { 0 };
	unsigned n = 0;

	l->members = site->members;
	kept_err_clear(&l->draft_err);
	alarm_list_release(&l->draft);
	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t n_members;
		const struct member *m =
			members_of(site->members, types[t], &n_members);

		for (size_t i = 0; i < n_members; i++) {
			char *name =
				mem_text_n(alarm_name(&m[i]).p, alarm_name(&m[i]).len);
			char path[32];

			(void)snprintf(path, sizeof(path), "AlarmNames.%u", ++n);
			args_put(&args, path, name);
			free(name);
			if (n == NAMES_A_CALL) {
				submit_list(l, a, &args);
				n = 0;
			}
		}
	}
	if (n > 0)
		submit_list(l, a, &args);
}

static void history_reply(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct alarm_history *h = ctx;

	(void)a;
	h->good = reply->result != NULL;
	if (h->good)
		alarm_add_events(&h->read, reply->result);
}

static void run_histories(struct alarms *l, struct act *a)
{
	for (size_t i = 0; i < l->n_histories; i++) {
		struct alarm_history *h = &l->histories[i];
		const struct alarm *of = &l->shown.items[h->alarm];
		AUTO(args) args = { 0 };
		struct err err = ERR_INIT;

		args_put(&args, "AlarmName", of->id);
		args_put(&args, "AlarmTypes.1", "MetricAlarm");
		args_put(&args, "AlarmTypes.2", "CompositeAlarm");
		args_put_int(&args, "MaxRecords", ALARM_EVENTS);
		args_put(&args, "ScanBy", "TimestampDescending");
		if (!call_submit(a, &op_cloudwatch_describe_alarm_history, &args,
				 history_reply, h, &err))
			return; /* the act has failed with it */
	}
}

static void run(void *state, const struct probe_site *site, struct act *a)
{
	struct alarms *l = state;

	if (l->reading == ALARMS_LIST)
		run_list(l, site, a);
	else
		run_histories(l, a);
}

static void take_list(struct alarms *l, const struct probe_end *end)
{
	size_t n = count_members(l->members);

	alarm_list_take_events(&l->draft, &l->shown);
	alarm_list_release(&l->shown);
	l->shown = l->draft;
	l->draft = (struct alarm_list){ 0 };
	alarm_list_sort(&l->shown);
	l->n_missing = n > l->shown.n ? n - l->shown.n : 0;
	l->read_sec = end->now_sec;
	l->seq = end->seq;
}

static void end_list(struct alarms *l, const struct probe_end *end)
{
	l->tried_sec = end->now_sec;
	kept_err_clear(&l->err);
	if (end->on_record) {
		l->err = l->draft_err;
		l->draft_err = (struct kept_err){ 0 };
	} else {
		kept_err_set(&l->err, &end->err);
	}
	if (end->on_record && l->err.code == ERR_NONE)
		take_list(l, end);
	alarm_list_release(&l->draft);
	l->members = NULL;
}

/* One that could not be read waits for its turn like one that was. */
static void end_histories(struct alarms *l, const struct probe_end *end)
{
	for (size_t i = 0; i < l->n_histories; i++) {
		struct alarm_history *h = &l->histories[i];
		struct alarm *a = &l->shown.items[h->alarm];

		a->events_tried_sec = end->now_sec;
		if (!end->on_record || !h->good)
			continue;
		a->events_sec = end->now_sec;
		alarm_move_events(a, &h->read);
	}
	drop_histories(l);
}

static void end(void *state, const struct probe_end *end)
{
	struct alarms *l = state;

	if (l->reading == ALARMS_LIST)
		end_list(l, end);
	else
		end_histories(l, end);
}

static void judge(const void *state, const struct probe_site *site, struct health *h)
{
	(void)site;
	alarms_judge(state, h);
}

static size_t weight(const void *state)
{
	return alarms_n(state);
}

const struct probe_ops probe_alarms = {
	.id = "alarms",
	.rules = rules_alarms,
	.new = alarms_new,
	.free = alarms_free,
	.plan = plan,
	.run = run,
	.end = end,
	.judge = judge,
	.weight = weight,
};

/* ---- for who shows it ---- */

size_t alarms_n(const struct alarms *l)
{
	return l == NULL ? 0 : l->shown.n;
}

const struct alarm *alarms_at(const struct alarms *l, size_t i)
{
	bug_unless(l != NULL && i < l->shown.n);
	return &l->shown.items[i];
}

const struct alarm *alarms_find(const struct alarms *l, const char *name)
{
	for (size_t i = 0; i < alarms_n(l); i++)
		if (text_eq(l->shown.items[i].name, name))
			return &l->shown.items[i];
	return NULL;
}

size_t alarms_n_missing(const struct alarms *l)
{
	return l == NULL ? 0 : l->n_missing;
}

int64_t alarms_read_sec(const struct alarms *l)
{
	return l == NULL ? 0 : l->read_sec;
}

int64_t alarms_seq(const struct alarms *l)
{
	return l == NULL ? -1 : l->seq;
}

const struct kept_err *alarms_error(const struct alarms *l)
{
	return l == NULL || l->err.code == ERR_NONE ? NULL : &l->err;
}

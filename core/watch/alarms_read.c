/*
 * Alarms as CloudWatch tells them, and what they mean.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/watch/alarms_impl.h"

/* clang-format off */
const struct health_rule rules_alarms[] = {
	{ .id = "alarm-crit", .severity = SEV_CRIT, .signal = SIGNAL_ALARMS,
	  .evidence = EVIDENCE_ALARMS,
	  .means = "an alarm of the installation is in ALARM, and somebody is to be told "
		   "of it, or it is composite",
	  .says = "acme-loader-errors ALARM since 13:46Z · Threshold Crossed: 3 "
		  "datapoints were greater than the threshold (5.0)",
	  .advice = "look at the metric that the alarm watches" },
	{ .id = "alarm-warn", .severity = SEV_WARN, .signal = SIGNAL_ALARMS,
	  .evidence = EVIDENCE_ALARMS,
	  .means = "an alarm of the installation is in ALARM, but nobody is told: it has "
		   "no actions, or they are switched off or held back",
	  .says = "acme-loader-errors ALARM since 13:46Z, nobody is told · Threshold "
		  "Crossed",
	  .advice = "look at the metric that the alarm watches, and at why its actions "
		    "are off" },
	{ .id = "alarm-unknown", .severity = SEV_UNKNOWN, .signal = SIGNAL_ALARMS,
	  .evidence = EVIDENCE_ALARMS,
	  .means = "an alarm has a state that candor does not know",
	  .says = "acme-loader-errors is ASLEEP, which candor does not know",
	  .advice = "look at the alarm; update candor" },
	{ .id = "alarm-missing", .severity = SEV_WARN, .signal = SIGNAL_ALARMS,
	  .evidence = EVIDENCE_ALARMS,
	  .means = "a stack made an alarm that CloudWatch does not have",
	  .says = "1 alarm of the stacks is gone: CloudWatch does not have it",
	  .advice = "update the stack, which makes it again" },
	{ .id = "alarms-not-read", .severity = SEV_UNKNOWN, .signal = SIGNAL_ALARMS,
	  .evidence = EVIDENCE_JOURNAL,
	  .means = "CloudWatch did not give the alarms",
	  .says = "cloudwatch:DescribeAlarms in acme-prod-eu: AccessDenied",
	  .advice = "look at the error; the observe policy must allow "
		    "cloudwatch:DescribeAlarms" },
	{ 0 },
};
/* clang-format on */

void alarm_release_events(struct alarm_events *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->items[i].kind);
		free(e->items[i].summary);
	}
	free(e->items);
	*e = (struct alarm_events){ 0 };
}

static void drop_events(struct alarm *a)
{
	struct alarm_events e = { a->events, a->n_events, a->cap_events };

	alarm_release_events(&e);
	a->events = NULL;
	a->n_events = a->cap_events = 0;
}

static void alarm_release(struct alarm *a)
{
	char *texts[] = { a->id,   a->name,  a->description, a->state,     a->reason,
			  a->rule, a->stack, a->metric,      a->suppressed };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	drop_events(a);
}

void alarm_list_release(struct alarm_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		alarm_release(&l->items[i]);
	free(l->items);
	*l = (struct alarm_list){ 0 };
}

/* ---- decoding ---- */

static char *plain(const struct node *row, const char *key)
{
	return stack_plain_text(str_of(node_text(row, key, "")));
}

/* JSON has seconds, with or without a fraction. */
static int64_t time_of(const struct node *row, const char *key)
{
	const struct node *n = node_get(row, key);

	if (n == NULL)
		return 0;
	if (n->kind == NODE_INT && n->number > 0 && n->number < INT64_C(253402300800))
		return n->number;
	if (n->kind == NODE_REAL && n->real > 0 && n->real < 253402300800.0)
		return (int64_t)n->real;
	return 0;
}

static const char *sign_of(const char *comparison)
{
	static const char *const signs[][2] = {
		{ "GreaterThanOrEqualToThreshold", "≥" },
		{ "GreaterThanThreshold", ">" },
		{ "LessThanThreshold", "<" },
		{ "LessThanOrEqualToThreshold", "≤" },
	};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (text_eq(signs[i][0], comparison))
			return signs[i][1];
	return "beyond";
}

static char *metric_of(const struct node *row)
{
	const struct node *limit = node_get(row, "Threshold");
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (node_text(row, "MetricName", NULL) == NULL)
		return mem_text("");
	buf_addf(&text, "%.255s %.255s", node_text(row, "Namespace", ""),
		 node_text(row, "MetricName", ""));
	if (limit != NULL && (limit->kind == NODE_INT || limit->kind == NODE_REAL))
		buf_addf(&text, " %s %g",
			 sign_of(node_text(row, "ComparisonOperator", "")),
			 limit->kind == NODE_INT ? (double)limit->number : limit->real);
	return stack_plain_text(buf_str(&text));
}

static bool acts(const struct node *row)
{
	const struct node *enabled = node_get(row, "ActionsEnabled");

	return node_first(node_get(row, "AlarmActions")) != NULL &&
	       (enabled == NULL || enabled->kind != NODE_BOOL || enabled->number != 0);
}

static enum severity severity_of(const struct alarm *a)
{
	if (text_eq(a->state, "OK"))
		return SEV_OK;
	if (!text_eq(a->state, "ALARM"))
		return SEV_UNKNOWN;
	if (a->suppressed[0] != '\0')
		return SEV_WARN;
	return a->acts || a->composite ? SEV_CRIT : SEV_WARN;
}

static const struct member *member_of(const struct members *m, const char *type,
				      const struct node *row)
{
	struct str name = str_of(node_text(row, "AlarmName", ""));
	struct str arn = str_of(node_text(row, "AlarmArn", ""));
	const struct member *found = members_find(m, type, name);

	return found != NULL || arn.len == 0 ? found : members_find(m, type, arn);
}

static void add_alarm(struct alarm_list *l, const struct members *members,
		      const struct node *row, bool composite)
{
	const struct member *m = member_of(members,
					   composite ? "AWS::CloudWatch::CompositeAlarm"
						     : "AWS::CloudWatch::Alarm",
					   row);
	const char *id = node_text(row, "AlarmName", "");
	struct alarm *a;

	if (m == NULL || id[0] == '\0')
		return;
	for (size_t i = 0; i < l->n; i++)
		if (text_eq(l->items[i].id, id))
			return;
	a = VEC_PUSH(l->items, l->n, l->cap);
	a->id = mem_text(id);
	a->name = plain(row, "AlarmName");
	a->description = plain(row, "AlarmDescription");
	a->state = plain(row, "StateValue");
	a->reason = plain(row, "StateReason");
	a->rule = plain(row, "AlarmRule");
	a->suppressed = plain(row, "ActionsSuppressedBy");
	a->metric = metric_of(row);
	a->stack = mem_text(m->stack);
	a->composite = composite;
	a->acts = acts(row);
	a->since_sec = time_of(row, "StateTransitionedTimestamp");
	if (a->since_sec == 0)
		a->since_sec = time_of(row, "StateUpdatedTimestamp");
	a->severity = severity_of(a);
}

void alarm_list_add_page(struct alarm_list *l, const struct members *members,
			 const struct node *result)
{
	const struct node *metric = node_get(result, "MetricAlarms");
	const struct node *composite = node_get(result, "CompositeAlarms");

	for (const struct node *n = node_first(metric); n != NULL; n = n->next)
		add_alarm(l, members, n, false);
	for (const struct node *n = node_first(composite); n != NULL; n = n->next)
		add_alarm(l, members, n, true);
}

static int worst_first(const void *a, const void *b)
{
	const struct alarm *x = a;
	const struct alarm *y = b;

	if (x->severity != y->severity)
		return x->severity < y->severity ? -1 : 1;
	if (x->since_sec != y->since_sec)
		return x->since_sec < y->since_sec ? -1 : 1;
	return strcmp(x->name, y->name);
}

void alarm_list_sort(struct alarm_list *l)
{
	if (l->n > 1)
		qsort(l->items, l->n, sizeof(*l->items), worst_first);
}

void alarm_add_events(struct alarm_events *e, const struct node *result)
{
	const struct node *list = node_get(result, "AlarmHistoryItems");

	for (const struct node *n = node_first(list); n != NULL && e->n < ALARM_EVENTS;
	     n = n->next)
		*VEC_PUSH(e->items, e->n, e->cap) = (struct alarm_event){
			.at_sec = time_of(n, "Timestamp"),
			.kind = plain(n, "HistoryItemType"),
			.summary = plain(n, "HistorySummary"),
		};
}

void alarm_move_events(struct alarm *a, struct alarm_events *from)
{
	drop_events(a);
	a->events = from->items;
	a->n_events = from->n;
	a->cap_events = from->cap;
	*from = (struct alarm_events){ 0 };
}

static void take_events_of(struct alarm_list *l, struct alarm *old)
{
	struct alarm_events e = { old->events, old->n_events, old->cap_events };

	for (size_t i = 0; i < l->n; i++) {
		struct alarm *a = &l->items[i];

		if (!text_eq(old->id, a->id) || a->severity == SEV_OK)
			continue;
		alarm_move_events(a, &e);
		a->events_sec = old->events_sec;
		a->events_tried_sec = old->events_tried_sec;
		old->events = NULL;
		old->n_events = old->cap_events = 0;
		return;
	}
}

/* Few were ever asked for their history, of the thousands that there may be. */
void alarm_list_take_events(struct alarm_list *l, struct alarm_list *from)
{
	for (size_t i = 0; i < from->n; i++)
		if (from->items[i].events_tried_sec != 0)
			take_events_of(l, &from->items[i]);
}

/* ---- verdicts ---- */

static void judge_alarm(const struct alarms *l, const struct alarm *a, struct health *h)
{
	AUTO(buf) since = BUF_INIT(64);
	bool known = a->severity == SEV_CRIT || a->severity == SEV_WARN;

	if (a->severity == SEV_OK || text_eq(a->state, "INSUFFICIENT_DATA"))
		return; /* the list tells; it is how a quiet metric looks */
	if (!known) {
		health_add_rule(h, "alarm-unknown", a->name, a->since_sec, l->seq,
				"%s is \"%s\", which candor does not know", a->name,
				a->state);
		health_thing(h, a->name);
		return;
	}
	if (a->since_sec > 0) {
		buf_add_text(&since, " since ");
		clock_hm(&since, a->since_sec);
		buf_add_text(&since, "Z");
	}
	health_add_rule(h, a->severity == SEV_CRIT ? "alarm-crit" : "alarm-warn",
			a->name, a->since_sec, l->seq, "%s ALARM%s%s%s%s", a->name,
			buf_text(&since),
			a->severity == SEV_WARN ? ", nobody is told" : "",
			a->reason[0] != '\0' ? " · " : "", a->reason);
	health_thing(h, a->name);
}

void alarms_judge(const struct alarms *l, struct health *h)
{
	for (size_t i = 0; i < l->shown.n; i++)
		judge_alarm(l, &l->shown.items[i], h);
	if (l->n_missing > 0)
		health_add_rule(h, "alarm-missing", "alarms", 0, l->seq,
				"%zu alarm%s of the stacks %s gone: CloudWatch does "
				"not have %s",
				l->n_missing, l->n_missing == 1 ? "" : "s",
				l->n_missing == 1 ? "is" : "are",
				l->n_missing == 1 ? "it" : "them");
	if (l->err.code != ERR_NONE)
		health_add_rule(h, "alarms-not-read", "alarms", 0, l->seq, "%s",
				l->err.text);
}

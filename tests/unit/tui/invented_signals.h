/*
 * What acme-prod-eu of the invented fleet tells besides its stacks: its loader fell
 * silent and lost its code, an alarm fires, loads reject rows.
 */
#ifndef TESTS_UNIT_TUI_INVENTED_SIGNALS_H
#define TESTS_UNIT_TUI_INVENTED_SIGNALS_H

#include "core/watch/alarms_impl.h"
#include "tests/unit/tui/painted_beats.h"

struct invented_signals {
	struct beats beats;
	struct services services;
	struct alarms *alarms; /* a probe's state */
};

/* ---- heartbeats ---- */

static inline void signals_beats(struct invented_signals *g, struct scene *s,
				 struct installation *inst)
{
	inst->heartbeat_sec = 60;
	inst->heartbeat_grace_sec = 30;
	painted_init(&g->beats, s->now_sec);
	s->sites[0].beats = &g->beats;
}

static inline void signals_loader(struct invented_signals *g, struct fleet_row *row)
{
	int64_t now_sec = g->beats.now_sec;
	struct beat_agent *a = NULL;

	(void)painted_agent(&g->beats, "agent", "_", 240, 20);
	(void)painted_agent(&g->beats, "export", "_", 240, 12);
	a = painted_agent(&g->beats, "loader", "_---###", 240,
			  now_sec - (INVENTED_NOW - 654));
	a->n_late = 3;
	a->n_missed = 10;
	painted_gap(a, now_sec - 61000, now_sec - 60600, 6, BEAT_CAUSE_RESTARTED);
	painted_gap(a, now_sec - 20000, now_sec - 19700, 4, BEAT_CAUSE_DOWN);
	painted_gap(a, a->received_sec, 0, 10, BEAT_CAUSE_LASTS);
	g->beats.refused[BEAT_DUPLICATE] = 2;
	beats_judge(&g->beats, &row->health);
}

/* ---- services ---- */

static inline void signals_fact(struct part *p, const char *key, const char *text,
				int64_t number)
{
	*VEC_PUSH(p->facts, p->n_facts, p->cap_facts) = (struct fact){
		.key = key,
		.kind = text ? FACT_TEXT : FACT_NUMBER,
		.text = text ? shared_text(str_of(text)) : NULL,
		.number = number,
	};
}

static inline struct part *signals_part(struct services *s, const char *service,
					const char *kind, const char *name,
					const char *state)
{
	struct part *p = VEC_PUSH(s->parts, s->n, s->cap);
	char id[200];

	(void)snprintf(id, sizeof(id), "arn:aws:%s:eu-central-1:441052219917:%s:%s",
		       service, kind, name);
	*p = (struct part){
		.service = service,
		.kind = kind,
		.name = shared_text(str_of(name)),
		.id = shared_text(str_of(id)),
		.logical = shared_text(STR("LoaderFunction")),
		.stack = shared_text(STR("acme-ingest")),
		.since_sec = MIN_AGO(13),
		.read_sec = MIN_AGO(0) - 10,
		.seq = 10495,
	};
	signals_fact(p, "state", state, 0);
	return p;
}

static inline void signals_services(struct invented_signals *g, struct scene *s)
{
	struct part *p = signals_part(&g->services, "lambda", "function",
				      "acme-ingest-LoaderFunction-9XK2", "Failed");

	signals_fact(p, "state_reason",
		     "The image's code could not be unpacked \x1b[2J", 0);
	signals_fact(p, "runtime", "python3.12", 0);
	signals_fact(p, "memory", NULL, 512);
	(void)signals_part(&g->services, "lambda", "function",
			   "acme-core-HeartbeatFunction-2PQ8", "Active");
	(void)signals_part(&g->services, "lambda", "mapping", "acme-ingest-IngestQueue",
			   "Enabled");
	(void)signals_part(&g->services, "lambda", "mapping", "acme-ingest-EventStream",
			   "Disabled");
	g->services.readings[0] = (struct service_reading){
		.service = "lambda",
		.read_sec = MIN_AGO(0) - 10,
		.tried_sec = MIN_AGO(0) - 10,
		.seq = 10495,
	};
	s->sites[0].services = &g->services;
}

/* ---- alarms ---- */

static inline struct alarm *signals_alarm(struct alarms *l, const char *name,
					  const char *state, enum severity severity,
					  const char *metric, const char *reason,
					  int64_t since_sec)
{
	struct alarm *a = VEC_PUSH(l->shown.items, l->shown.n, l->shown.cap);

	*a = (struct alarm){
		.name = invented_text(name),
		.description = invented_text("Rows of the loader"),
		.state = invented_text(state),
		.reason = invented_text(reason),
		.rule = invented_text(""),
		.metric = invented_text(metric),
		.stack = invented_text("acme-ingest"),
		.acts = true,
		.suppressed = invented_text(""),
		.since_sec = since_sec,
		.severity = severity,
	};
	return a;
}

static inline void signals_event(struct alarm *a, int64_t at_sec, const char *summary)
{
	*VEC_PUSH(a->events, a->n_events, a->cap_events) = (struct alarm_event){
		.at_sec = at_sec,
		.kind = invented_text("StateUpdate"),
		.summary = invented_text(summary),
	};
	a->events_sec = MIN_AGO(0);
}

static inline void signals_alarms(struct invented_signals *g, struct scene *s)
{
	struct alarm *a = NULL;

	g->alarms = probe_alarms.new();
	a = signals_alarm(g->alarms, "acme-ingest-ErrorAlarm-1KF", "ALARM", SEV_CRIT,
			  "AWS/Lambda Errors ≥ 5",
			  "Threshold Crossed: 3 datapoints were greater than or equal "
			  "to the threshold (5.0)",
			  MIN_AGO(9));
	signals_event(a, MIN_AGO(9), "Alarm updated from OK to ALARM");
	signals_event(a, DAYS_AGO(3),
		      "Alarm updated from INSUFFICIENT_DATA to OK \x1b]0;owned\x07");
	(void)signals_alarm(g->alarms, "acme-ingest-LateAlarm-7QZ", "WOBBLY",
			    SEV_UNKNOWN, "AWS/SQS ApproximateAgeOfOldestMessage > 600",
			    "", MIN_AGO(40));
	(void)signals_alarm(g->alarms, "acme-ingest-DepthAlarm-4TT", "OK", SEV_OK,
			    "AWS/SQS ApproximateNumberOfMessagesVisible > 1000",
			    "Threshold Crossed: 1 datapoint [41.0] was not greater",
			    DAYS_AGO(12));
	alarm_list_sort(&g->alarms->shown);
	g->alarms->read_sec = MIN_AGO(0) - 10;
	s->sites[0].alarms = g->alarms;
}

/* ---- loads ---- */

static inline void signals_loads(struct scene *s, struct fleet_row *row)
{
	static const double cells[] = { 0, 0, 1, 0, 4, 7, 6, 2, 0, 1, 4, 7 };
	struct site_loads *l = &s->sites[0].loads;

	*l = (struct site_loads){
		.known = true,
		.n = 214,
		.causes = { { "1204", 196 }, { "1213", 11 }, { "1202", 7 } },
		.n_causes = 3,
	};
	memcpy(l->cells, cells, sizeof(cells));
	health_add_rule(&row->health, "metadata-rejects", "loads",
			INVENTED_NOW - 42 * INT64_C(60), 10495,
			"214 rows rejected since 13:20Z · most with code 1204");
}

/* ---- all of it ---- */

/* Of the first site; judged, but for services and alarms. */
static inline void invented_signals(struct invented_signals *g, struct scene *s,
				    struct installation *inst, struct fleet_row *row)
{
	signals_beats(g, s, inst);
	signals_loader(g, row);
	signals_services(g, s);
	signals_alarms(g, s);
	signals_loads(s, row);
	health_sort(&row->health);
	row->worst = row->health.rows[0];
}

static inline void invented_signals_release(struct invented_signals *g)
{
	beats_release(&g->beats);
	services_release(&g->services);
	probe_alarms.free(g->alarms);
	*g = (struct invented_signals){ 0 };
}

#endif

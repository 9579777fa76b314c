/*
 * The 37 installations of the design's fleet, and its journal, as far as candor can
 * know them: invented names, states that its own rules find.
 */
#ifndef TESTS_UNIT_TUI_DESIGN_FLEET_H
#define TESTS_UNIT_TUI_DESIGN_FLEET_H

#include "tests/unit/tui/painted_beats.h"

#define DESIGN_SITES 37

enum design_state {
	DESIGN_OK,
	DESIGN_ROLLED_BACK,
	DESIGN_SLOW,
	DESIGN_ROLLING_BACK,
	DESIGN_ALARM,
	DESIGN_STALE,
	DESIGN_NOACC
};

static const struct {
	const char *name, *customer, *region, *version;
	size_t n_stacks;
	enum design_state state;
} design_sites[DESIGN_SITES] = {
	{ "acme-prod-eu", "Acme Robotics", "eu-central-1", "4.12.3", 4,
	  DESIGN_ROLLED_BACK },
	{ "borealis-prod", "Borealis Energy", "eu-north-1", "4.12.3", 4, DESIGN_SLOW },
	{ "cinder-prod-us", "Cinder Foods", "us-east-1", "4.11.9", 4, DESIGN_OK },
	{ "delta-prod-2", "Delta Freight", "us-west-2", "4.12.1", 5,
	  DESIGN_ROLLING_BACK },
	{ "elm-prod", "Elm & Oak Bank", "eu-west-1", "4.12.3", 4, DESIGN_ALARM },
	{ "fjord-prod", "Fjord Shipping", "eu-north-1", "4.10.0", 4, DESIGN_STALE },
	{ "gale-prod", "Gale Insurance", "ca-central-1", "", 0, DESIGN_NOACC },
	{ "harbor-prod", "Harbor Health", "us-east-2", "4.12.3", 6, DESIGN_OK },
	{ "harbor-stage", "Harbor Health", "us-east-2", "4.13.0", 6, DESIGN_OK },
	{ "indigo-prod", "Indigo Media", "ap-south-1", "4.12.3", 4, DESIGN_OK },
	{ "juniper-prod", "Juniper Labs", "eu-west-3", "4.12.3", 4, DESIGN_OK },
	{ "kestrel-prod", "Kestrel Air", "us-east-1", "4.12.3", 4, DESIGN_OK },
	{ "lumen-prod-jp", "ルーメン電機", "ap-northeast-1", "4.12.3", 4, DESIGN_OK },
	{ "marsh-prod", "Marsh Retail", "eu-central-1", "4.12.3", 4, DESIGN_OK },
	{ "nova-prod", "Nova Print", "eu-west-1", "4.12.3", 4, DESIGN_OK },
	{ "opal-prod", "Opal Telecom", "eu-central-1", "4.12.3", 5, DESIGN_OK },
	{ "pine-prod-1", "Pine Logistics", "us-east-2", "4.12.3", 4, DESIGN_OK },
	{ "pine-prod-2", "Pine Logistics", "us-west-2", "4.12.3", 4, DESIGN_OK },
	{ "quartz-prod", "Quartz Capital", "eu-west-2", "4.12.3", 4, DESIGN_OK },
	{ "ridge-prod", "Ridge Mining", "ap-southeast-2", "4.12.3", 4, DESIGN_OK },
	{ "sable-prod", "Sable Optics", "eu-west-1", "4.12.3", 4, DESIGN_OK },
	{ "sable-stage", "Sable Optics", "eu-west-1", "4.13.0", 4, DESIGN_OK },
	{ "tarn-prod", "Tarn Water", "eu-west-2", "4.12.3", 4, DESIGN_OK },
	{ "umber-prod", "Umber Paints", "us-east-1", "4.12.3", 4, DESIGN_OK },
	{ "vale-prod", "Vale Dairy", "eu-west-1", "4.12.3", 4, DESIGN_OK },
	{ "vale-stage", "Vale Dairy", "eu-west-1", "4.13.0", 4, DESIGN_OK },
	{ "willow-prod", "Willow Homes", "eu-central-1", "4.12.3", 4, DESIGN_OK },
	{ "xylo-prod", "Xylo Music", "us-west-2", "4.12.3", 4, DESIGN_OK },
	{ "yarrow-prod", "Yarrow Pharma", "eu-west-3", "4.12.3", 4, DESIGN_OK },
	{ "yarrow-prod-us", "Yarrow Pharma", "us-east-2", "4.12.3", 4, DESIGN_OK },
	{ "yarrow-stage", "Yarrow Pharma", "eu-west-3", "4.13.0", 4, DESIGN_OK },
	{ "zephyr-prod", "Zephyr Wind", "eu-north-1", "4.12.3", 4, DESIGN_OK },
	{ "zephyr-prod-2", "Zephyr Wind", "eu-north-1", "4.12.3", 4, DESIGN_OK },
	{ "zephyr-stage", "Zephyr Wind", "eu-north-1", "4.13.0", 4, DESIGN_OK },
	{ "zinc-prod", "Zinc Metals", "us-east-1", "4.12.3", 4, DESIGN_OK },
	{ "zinc-prod-eu", "Zinc Metals", "eu-central-1", "4.12.3", 4, DESIGN_OK },
	{ "zinc-stage", "Zinc Metals", "us-east-1", "4.13.0", 4, DESIGN_OK },
};

/* Strips of heartbeats and loads, by name; the others are well. */
static const struct {
	const char *name, *beats;
	int lag_sec;
	const char *loads; /* of the height of a cell: 1 to 8, '.' not known */
	int n_loads;       /* -1: not known */
	const char *says;  /* status of its beats; NULL: ok */
} design_strips[] = {
	{ "acme-prod-eu", "_________---###", 654, "112158731258", 214, NULL },
	{ "borealis-prod", "_", 2, "111111112788", 88, NULL },
	{ "cinder-prod-us", "_____-_____-___", 38, "121121121121", 6, "degraded" },
	{ "delta-prod-2", "_", 3, "111111111111", 0, NULL },
	{ "elm-prod", "_", 1, "111311111111", 2, NULL },
	{ "fjord-prod", "__________.....", 1320, "111111111...", -1, NULL },
	{ "gale-prod", NULL, 0, "............", -1, NULL },
	{ "harbor-prod", "_", 2, "111111111111", 0, NULL },
	{ "harbor-stage", "_", 1, "111112111111", 1, NULL },
	{ "indigo-prod", "_", 4, "111111111111", 0, NULL },
	{ "kestrel-prod", "_", 2, "121111111111", 1, NULL },
	{ "lumen-prod-jp", "_", 3, "111111111111", 0, NULL },
	{ "marsh-prod", "_", 1, "111111111111", 0, NULL },
	{ "opal-prod", "_", 1, "111211111111", 1, NULL },
	{ "quartz-prod", "_", 1, "111111111111", 0, NULL },
	{ "ridge-prod", "_", 5, "111111111111", 0, NULL },
	{ "", "_", 2, "111111111111", 0, NULL },
};

struct design_fleet {
	struct beats beats[DESIGN_SITES];
	struct installation insts[DESIGN_SITES];
	struct fleet_row rows[DESIGN_SITES];
	struct session sessions[DESIGN_SITES];
};

static const char *design_status(enum design_state state)
{
	switch (state) {
	case DESIGN_ROLLED_BACK: return "UPDATE_ROLLBACK_COMPLETE";
	case DESIGN_ROLLING_BACK: return "UPDATE_ROLLBACK_IN_PROGRESS";
	case DESIGN_OK:
	case DESIGN_SLOW:
	case DESIGN_ALARM:
	case DESIGN_STALE:
	case DESIGN_NOACC: break;
	}
	return "UPDATE_COMPLETE";
}

/* core, network, ... and the sick one. */
static void design_stacks(struct fleet_row *row, size_t n, enum design_state state)
{
	static const char *const parts[] = { "ingest", "core",  "network",
					     "query",  "alarm", "audit" };

	for (size_t i = 0; i < n; i++) {
		char name[64];
		struct stack *s = NULL;

		(void)snprintf(name, sizeof(name), "%.*s-%s",
			       (int)strcspn(row->inst->name, "-"), row->inst->name,
			       parts[i]);
		s = invented_stack(row, name,
				   i ? "UPDATE_COMPLETE" : design_status(state),
				   i ? DAYS_AGO(12) : MIN_AGO(13));
		if (i == 0 && state == DESIGN_ROLLED_BACK)
			invented_details(s);
	}
}

static void design_row(struct fleet_row *row, size_t i)
{
	row->index = i;
	row->version = design_sites[i].version;
	row->seq = -1;
	row->data = FLEET_READ;
	row->read_sec = row->tried_sec = MIN_AGO(0) - 10;
	if (design_sites[i].state == DESIGN_NOACC) {
		row->data = FLEET_NOTHING;
		row->read_sec = 0;
		health_add_rule(&row->health, "no-access", "access", MIN_AGO(40), 311,
				"AccessDenied: sts:AssumeRole: the customer's trust "
				"policy does not allow it");
		row->worst = row->health.rows[0];
		return;
	}
	design_stacks(row, design_sites[i].n_stacks, design_sites[i].state);
	if (design_sites[i].state == DESIGN_STALE) {
		row->stale = true;
		row->read_sec = MIN_AGO(22);
		health_add_rule(&row->health, "no-answer", "data", MIN_AGO(22), -1,
				"cloudformation:DescribeStacks: no answer in 20 s");
	}
	invented_judge(row);
	if (design_sites[i].state == DESIGN_SLOW)
		health_add_rule(&row->health, "metric-crit", "queue depth", MIN_AGO(34),
				10380,
				"queue depth 14k msg since 13:28Z, more than 10k");
	if (design_sites[i].state == DESIGN_ALARM)
		health_add_rule(&row->health, "alarm-warn", "elm-ingest-ThrottleAlarm",
				MIN_AGO(21), 10377,
				"elm-ingest-ThrottleAlarm ALARM since 13:41Z, nobody "
				"is told");
}

static void design_loads(struct site *site, const char *heights, int n)
{
	site->loads = (struct site_loads){ .known = true, .n = n };
	for (size_t i = 0; i < LOAD_CELLS; i++)
		site->loads.cells[i] =
			heights[i] == '.' ? SERIES_GAP : (double)(heights[i] - '1');
}

/* What the strip shows is judged by the rules. */
static void design_beats(struct beats *b, struct beat_agent *a, const char *says,
			 struct fleet_row *row)
{
	text_keep(a->status, sizeof(a->status), str_of(text_or(says, "ok")));
	a->status_sec = MIN_AGO(50);
	if (a->slots[b->n_slots - 1] == BEAT_SLOT_MISSED) {
		a->n_late = 3;
		a->n_missed = 10;
		painted_gap(a, a->received_sec, 0, 10, BEAT_CAUSE_LASTS);
	}
	if (row->data == FLEET_READ && !row->stale)
		beats_judge(b, &row->health);
}

static void design_strip(struct design_fleet *d, struct site *site, size_t i)
{
	size_t k = 0;

	while (design_strips[k].name[0] &&
	       !text_eq(design_strips[k].name, design_sites[i].name))
		k++;
	painted_init(&d->beats[i], INVENTED_NOW);
	if (design_strips[k].beats)
		design_beats(&d->beats[i],
			     painted_agent(&d->beats[i], "loader",
					   design_strips[k].beats, 240,
					   design_strips[k].lag_sec),
			     design_strips[k].says, &d->rows[i]);
	site->beats = &d->beats[i];
	design_loads(site, design_strips[k].loads, design_strips[k].n_loads);
	if (site->loads.n > 50)
		health_add_rule(&d->rows[i].health, "metadata-rejects", "loads",
				MIN_AGO(42), 10380,
				"%d rows rejected since 13:20Z · most with code 1204",
				(int)site->loads.n);
	health_sort(&d->rows[i].health);
	d->rows[i].worst = d->rows[i].health.rows[0];
}

static void design_fleet_init(struct design_fleet *d, struct scene *s)
{
	*d = (struct design_fleet){ 0 };
	s->n_sites = 0;
	s->entries = 10482;
	s->done = s->progress = (struct fleet_progress){ .n = 37,
							 .ok = 35,
							 .denied = 1,
							 .timeout = 1,
							 .calls = 74,
							 .ended_sec = MIN_AGO(0) - 10 };
	for (size_t i = 0; i < DESIGN_SITES; i++) {
		struct site *site = VEC_PUSH(s->sites, s->n_sites, s->cap_sites);
		struct session *ses = &d->sessions[i];
		struct installation *inst = &d->insts[i];

		inst->name = mem_text(design_sites[i].name);
		inst->customer = mem_text(design_sites[i].customer);
		inst->region = mem_text(design_sites[i].region);
		(void)snprintf(inst->account, sizeof(inst->account), "%012zu",
			       441052219917 + i);
		d->rows[i].inst = inst;
		design_row(&d->rows[i], i);
		*ses = (struct session){ .inst = inst,
					 .state = SESSION_OPEN,
					 .opened_sec = MIN_AGO(4),
					 .expires_sec = MIN_AGO(4) + 3600 };
		(void)snprintf(ses->name, sizeof(ses->name), "mira.kovac@observe");
		*site = (struct site){ .row = &d->rows[i],
				       .session = ses,
				       .entries = 10482 };
		design_strip(d, site, i);
	}
}

static void design_fleet_release(struct design_fleet *d)
{
	for (size_t i = 0; i < DESIGN_SITES; i++) {
		beats_release(&d->beats[i]);
		stacks_release(&d->rows[i].stacks);
		health_release(&d->rows[i].health);
		kept_err_clear(&d->rows[i].error);
		free(d->insts[i].name);
		free(d->insts[i].customer);
		free(d->insts[i].region);
	}
}

/* ---- the journal of acme-prod-eu ---- */

#define DESIGN_AT(h, m, s) \
	(INT64_C(1000) * (INVENTED_NOW - 14 * 3600 - 120 + (h)*3600 + (m)*60 + (s)))
#define DESIGN_RECORD(seq, at, mode, act, target, result, chain)                  \
	{                                                                         \
		seq, seq, at, RECORD_OK, "mira.kovac", mode, "acme-prod-eu", act, \
			target, result, chain                                     \
	}

/* clang-format off */
static const struct record design_records[] = {
	DESIGN_RECORD(10561, DESIGN_AT(14, 30, 2), "debug", "incident.note", "INC-0231", "ok", "9c41…"),
	DESIGN_RECORD(10547, DESIGN_AT(14, 23, 50), "debug", "incident.refresh", "INC-0231", "ok", "be07…"),
	DESIGN_RECORD(10541, DESIGN_AT(14, 21, 18), "debug", "incident.note", "INC-0231", "ok", "1f80…"),
	DESIGN_RECORD(10535, DESIGN_AT(14, 20, 10), "debug", "reveal.end", "LoaderFunction", "ok 30 s", "77d2…"),
	DESIGN_RECORD(10534, DESIGN_AT(14, 19, 40), "debug", "reveal.begin", "LoaderFunction", "1 phone", "0b9e…"),
	DESIGN_RECORD(10533, DESIGN_AT(14, 18, 40), "debug", "logs.read", "LoaderFunction", "277 lines", "e2aa…"),
	DESIGN_RECORD(10527, DESIGN_AT(14, 14, 2), "debug", "loads.read", "load 5519-5533", "14 loads", "4d13…"),
	{ 10521, 10521, DESIGN_AT(14, 11, 30), RECORD_BAD, "mira.kovac", "debug", "acme-prod-eu", "logs.read", "LoaderFunction", "denied", "a05c…" },
	DESIGN_RECORD(10519, DESIGN_AT(14, 10, 11), "debug", "session.open", "INC-0231", "ok 30 m", "c6f1…"),
	DESIGN_RECORD(10497, DESIGN_AT(14, 5, 59), "observe", "metrics.read", "14 metrics", "ok", "3370…"),
	DESIGN_RECORD(10494, DESIGN_AT(14, 3, 41), "observe", "stack.read", "acme-ingest", "ok", "d8be…"),
	DESIGN_RECORD(10491, DESIGN_AT(14, 2, 58), "observe", "session.open", "acme-prod-eu", "ok 60 m", "5a02…"),
	DESIGN_RECORD(10474, DESIGN_AT(13, 58, 30), "debug", "customer.notify", "s.weber@acme", "ok", "91b7…"),
	DESIGN_RECORD(10471, DESIGN_AT(13, 57, 12), "debug", "incident.open", "INC-0231 SEV2", "ok", "f4e8…"),
	{ 10112, 10112, DESIGN_AT(8, 19, 2), RECORD_OK, "jo.lindqvist", "debug", "acme-prod-eu", "session.close", "INC-0227", "ok 9 m", "20cd…" },
};
/* clang-format on */

static size_t design_search(void *ctx, const char *filter, int64_t from,
			    struct record *rows, size_t max, int64_t *ret_next)
{
	size_t n = 0;

	(void)ctx;
	(void)filter;
	(void)from;
	*ret_next = 0;
	for (; n < ARRAY_LEN(design_records) && n < max; n++)
		rows[n] = design_records[n];
	return n;
}

static bool design_show(void *ctx, int64_t n, bool whole, struct detail *d)
{
	(void)ctx;
	(void)n;
	(void)whole;
	detail_pair(d, "who", ROLE_TEXT,
		    STR("mira.kovac   session mira.kovac@debug   "
			"candor-operator=mira.kovac   candor-incident=INC-0231"));
	detail_pair(d, "where", ROLE_TEXT,
		    STR("Acme Robotics › acme-prod-eu   441052219917 eu-central-1   "
			"from ws-0417"));
	detail_pair(d, "why", ROLE_TEXT,
		    STR("\"check whether the number carries a letter, INC-0231\""));
	detail_pair(
		d, "what", ROLE_TEXT,
		STR("1 value of kind phone in /aws/lambda/acme-ingest-LoaderFunction"
		    ", line 13:53:31.902, 30 s. Value sealed."));
	detail_pair(d, "aws", ROLE_FAINT, STR("none"));
	detail_pair(d, "chain", ROLE_MUTED,
		    STR("prev e2aa71c0de11…  this 0b9e4c0ffee1…  sha-256"));
	return true;
}

#endif

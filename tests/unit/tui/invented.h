/*
 * An invented fleet for screen tests: every state there is, one stack in trouble with
 * its events, a name in Japanese and a text that tries to drive the terminal.
 */
#ifndef TESTS_UNIT_TUI_INVENTED_H
#define TESTS_UNIT_TUI_INVENTED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/series.h"
#include "tui/views/scene.h"

#define INVENTED_NOW INT64_C(1795442520) /* 2026-11-23T14:02:00Z */
#define INVENTED_N   8
#define MIN_AGO(n)   (INVENTED_NOW - (n)*INT64_C(60))
#define DAYS_AGO(n)  (INVENTED_NOW - (n)*INT64_C(86400))

struct invented {
	struct scene scene;
	struct installation insts[INVENTED_N];
	struct fleet_row rows[INVENTED_N];
	struct session sessions[INVENTED_N];
	struct config config;
	struct caller caller;
	struct err trouble;
	struct records records;
};

struct invented_site {
	const char *name, *customer, *account, *region;
};

static const struct invented_site invented_sites[INVENTED_N] = {
	{ "acme-prod-eu", "Acme Robotics", "441052219917", "eu-central-1" },
	{ "delta-prod-2", "Delta Freight", "220417338190", "us-west-2" },
	{ "gale-prod", "Gale Insurance", "903177255604", "ca-central-1" },
	{ "fjord-prod", "Fjord Shipping", "118840276631", "eu-north-1" },
	{ "harbor-prod", "Harbor Health", "350091447728", "us-east-2" },
	{ "harbor-stage", "Harbor Health", "350091447729", "us-east-2" },
	{ "lumen-prod-jp", "ルーメン電機", "667120930415", "ap-northeast-1" },
	{ "opal-prod", "Opal Telecom", "571200348866", "eu-central-1" },
};

static char *invented_text(const char *text)
{
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT);

	utf8_safe(&safe, str_of(text), LIMIT_TEXT);
	return buf_take(&safe);
}

static struct stack *invented_stack(struct fleet_row *row, const char *name,
				    const char *status, int64_t changed_sec)
{
	struct stack *s = VEC_PUSH(row->stacks.items, row->stacks.n, row->stacks.cap);
	char arn[256];

	(void)snprintf(arn, sizeof(arn), "arn:aws:cloudformation:%s:%s:stack/%s/9f0c",
		       row->inst->region, row->inst->account, name);
	*s = (struct stack){
		.id = invented_text(arn),
		.arn = invented_text(arn),
		.name = invented_text(name),
		.status = invented_text(status),
		.reason = invented_text(""),
		.description = invented_text("Receives, parses and stores events"),
		.parent = invented_text(""),
		.drift = invented_text("NOT_CHECKED"),
		.version = invented_text("4.12.3"),
		.created_sec = DAYS_AGO(214),
		.updated_sec = changed_sec,
		.changed_sec = changed_sec,
		.seq = 10482,
		.details_seq = -1,
	};
	return s;
}

static void invented_resource(struct stack *s, const char *logical, const char *type,
			      const char *status, int64_t changed_sec)
{
	struct stack_resource *r =
		VEC_PUSH(s->resources, s->n_resources, s->cap_resources);
	char physical[128];

	(void)snprintf(physical, sizeof(physical), "%s-%s-9XK2", s->name, logical);
	*r = (struct stack_resource){ invented_text(logical),
				      invented_text(physical),
				      invented_text(type),
				      invented_text(status),
				      invented_text(""),
				      invented_text("NOT_CHECKED"),
				      changed_sec };
}

static void invented_event(struct stack *s, int64_t at_sec, const char *logical,
			   const char *status, const char *reason, bool first_cause)
{
	struct stack_event *e = VEC_PUSH(s->events, s->n_events, s->cap_events);

	*e = (struct stack_event){
		.id = invented_text(logical),
		.logical = invented_text(logical),
		.physical = invented_text(""),
		.type = invented_text("AWS::Lambda::Function"),
		.status = invented_text(status),
		.reason = invented_text(reason),
		.at_sec = at_sec,
		.of_stack = text_eq(logical, s->name),
		.first_cause = first_cause,
	};
}

static void invented_pair(struct stack_pairs *p, const char *key, const char *value)
{
	*VEC_PUSH(p->items, p->n, p->cap) =
		(struct stack_pair){ mem_text(key), mem_text(value) };
}

static void invented_details(struct stack *s)
{
	static const struct {
		const char *logical, *type;
	} quiet[] = {
		{ "HeartbeatFunction", "AWS::Lambda::Function" },
		{ "LoaderSchedule", "AWS::Events::Rule" },
		{ "LoaderRole", "AWS::IAM::Role" },
		{ "HeartbeatRole", "AWS::IAM::Role" },
		{ "IngestBucket", "AWS::S3::Bucket" },
		{ "OffsetsTable", "AWS::DynamoDB::Table" },
		{ "IngestQueue", "AWS::SQS::Queue" },
		{ "LateAlarm", "AWS::CloudWatch::Alarm" },
	};

	invented_resource(s, "LoaderFunction", "AWS::Lambda::Function",
			  "UPDATE_COMPLETE", MIN_AGO(16));
	invented_resource(s, "LoaderAlias", "AWS::Lambda::Alias", "UPDATE_COMPLETE",
			  MIN_AGO(14));
	for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
		invented_resource(s, quiet[i].logical, quiet[i].type, "CREATE_COMPLETE",
				  DAYS_AGO(12));
	invented_event(s, MIN_AGO(13), s->name, "UPDATE_ROLLBACK_COMPLETE", "", false);
	invented_event(s, MIN_AGO(14), "LoaderAlias", "UPDATE_COMPLETE", "", false);
	invented_event(s, MIN_AGO(15), s->name, "UPDATE_ROLLBACK_IN_PROGRESS",
		       "The following resource(s) failed to update: [LoaderFunction].",
		       false);
	invented_event(
		s, MIN_AGO(15), "LoaderFunction", "UPDATE_FAILED",
		"Resource handler returned message: \"Unzipped size must be smaller "
		"than 262144000 bytes\" \x1b]0;owned\x07",
		true);
	invented_event(s, MIN_AGO(16), "LoaderFunction", "UPDATE_IN_PROGRESS", "",
		       false);
	invented_event(s, MIN_AGO(16), s->name, "UPDATE_IN_PROGRESS", "User Initiated",
		       false);
	invented_event(s, DAYS_AGO(12), s->name, "UPDATE_COMPLETE", "", false);
	invented_pair(
		&s->outputs, "IngestQueueUrl",
		"https://sqs.eu-central-1.amazonaws.com/441052219917/acme-ingest");
	invented_pair(&s->outputs, "DbSecretArn", STACK_SECRET);
	invented_pair(&s->parameters, "LoaderMemoryMb", "512");
	invented_pair(&s->parameters, "LogRetentionDays", "90");
	s->details_sec = MIN_AGO(0);
	s->details_seq = 10494;
}

static void invented_judge(struct fleet_row *row)
{
	stacks_sort(&row->stacks); /* as a reading leaves them */
	for (size_t i = 0; i < row->stacks.n; i++) {
		struct verdict v = { 0 };

		health_stack(&row->stacks.items[i], INVENTED_NOW, &v);
		row->n_settled += v.severity == SEV_OK && !v.changing;
		if (v.severity != SEV_OK || v.changing)
			health_add(&row->health, &v);
	}
	if (!row->health.n)
		health_add_rule(&row->health, "all-ok", "", 0, row->seq,
				"%zu stacks are well", row->stacks.n);
	health_sort(&row->health);
	row->worst = row->health.rows[0];
}

static void invented_row(struct invented *v, size_t i)
{
	struct fleet_row *row = &v->rows[i];
	const char *name = row->inst->name;
	char stack[64];

	row->data = FLEET_READ;
	row->read_sec = row->tried_sec = MIN_AGO(0) - 10;
	row->seq = 10482;
	row->version = "4.12.3";
	if (text_eq(name, "gale-prod")) {
		row->data = FLEET_NOTHING;
		row->read_sec = 0;
		health_add_rule(
			&row->health, "no-access", "access", MIN_AGO(40), 311,
			"AccessDenied: sts:AssumeRole: the customer's trust policy "
			"does not allow it");
		row->worst = row->health.rows[0];
		return;
	}
	(void)snprintf(stack, sizeof(stack), "%.*s-core", (int)strcspn(name, "-"),
		       name);
	(void)invented_stack(row, stack, "UPDATE_COMPLETE", DAYS_AGO(12));
	(void)snprintf(stack, sizeof(stack), "%.*s-network", (int)strcspn(name, "-"),
		       name);
	(void)invented_stack(row, stack, "CREATE_COMPLETE", DAYS_AGO(214));
	if (text_eq(name, "acme-prod-eu"))
		invented_details(invented_stack(
			row, "acme-ingest", "UPDATE_ROLLBACK_COMPLETE", MIN_AGO(13)));
	if (text_eq(name, "delta-prod-2")) {
		struct stack *s = invented_stack(
			row, "delta-ingest", "UPDATE_ROLLBACK_IN_PROGRESS", MIN_AGO(4));

		free(s->drift);
		s->drift = invented_text("DRIFTED");
	}
	if (text_eq(name, "fjord-prod")) {
		row->data = FLEET_CACHED;
		row->read_sec = MIN_AGO(42);
		health_add_rule(&row->health, "cached", "data", MIN_AGO(42), -1,
				"the data is of an earlier run, read 13:20Z");
	}
	invented_judge(row);
}

static void invented_session(struct invented *v, size_t i)
{
	struct session *ses = &v->sessions[i];

	ses->inst = &v->insts[i];
	ses->state = SESSION_OPEN;
	ses->open_seq = 10491;
	ses->error_seq = -1;
	ses->mfa = "none";
	ses->opened_sec = MIN_AGO(8);
	ses->expires_sec = MIN_AGO(8) + 3600;
	(void)snprintf(ses->name, sizeof(ses->name), "mira.kovac@observe");
	(void)snprintf(ses->arn, sizeof(ses->arn),
		       "arn:aws:sts::%s:assumed-role/CandorAccess/mira.kovac@observe",
		       v->insts[i].account);
	(void)snprintf(ses->key_id, sizeof(ses->key_id), "ASIAEXAMPLEEXAMPLE01");
	if (text_eq(v->insts[i].name, "gale-prod")) {
		ses->state = SESSION_FAILED;
		ses->name[0] = '\0';
		(void)err_set(&ses->error, ERR_DENIED, "AccessDenied: sts:AssumeRole");
	}
}

/* ---- records ---- */

static uint64_t invented_stamp(void *ctx)
{
	(void)ctx;
	return 1;
}

static const struct record invented_records[] = {
	{ 10494, 10494, INT64_C(1000) * MIN_AGO(1), RECORD_OK, "mira.kovac", "observe",
	  "acme-prod-eu", "stack.read", "acme-ingest", "ok 3 calls", "d8be…" },
	{ 10493, 311, INT64_C(1000) * MIN_AGO(2), RECORD_BAD, "mira.kovac", "observe",
	  "gale-prod", "session.open", "CandorAccess", "denied", "a05c…" },
	{ 10492, 10491, INT64_C(1000) * MIN_AGO(4), RECORD_OK, "mira.kovac", "observe",
	  "acme-prod-eu", "session.open", "CandorAccess", "ok 1 call", "5a02…" },
	{ 10112, 10112, INT64_C(1000) * MIN_AGO(343), RECORD_OK, "jo.lindqvist",
	  "observe", "acme-prod-eu", "fleet.refresh", "", "ok 2 calls", "20cd…" },
	{ 9001, 9001, INT64_C(1000) * DAYS_AGO(2), RECORD_OPEN, "jo.lindqvist",
	  "observe", "harbor-prod", "fleet.refresh", "", "open", "77d2…" },
};

/* "inst:=NAME act:=NAME !mode:=NAME", or a plain word, in any record of a turn. */
static bool invented_match(const struct record *r, const char *filter)
{
	struct str rest = str_of(filter);
	bool all = true;

	while (rest.len) {
		struct str word = str_cut(&rest, ' ');
		struct str text = word;
		struct str name = str_cut(&text, '=');

		if (str_is(name, "inst:"))
			all = all && str_is(text, r->inst);
		else if (str_is(name, "act:"))
			all = all && str_is(text, r->act);
		else if (str_is(name, "!mode:"))
			all = all && !str_is(text, r->mode);
		else
			all = all && (strstr(r->act, filter) || strstr(r->who, filter));
	}
	return all;
}

/* ctx: how many records are looked at in a turn, NULL: all. */
static size_t invented_search(void *ctx, const char *filter, int64_t from,
			      struct record *rows, size_t max, int64_t *ret_next)
{
	size_t look = ctx ? *(const size_t *)ctx : ARRAY_LEN(invented_records);
	size_t n = 0;
	size_t i = 0;

	*ret_next = 0;
	while (from && i < ARRAY_LEN(invented_records) && invented_records[i].n > from)
		i++;
	for (; i < ARRAY_LEN(invented_records); i++) {
		const struct record *r = &invented_records[i];
		bool in = invented_match(r, filter);

		if (look-- == 0) {
			*ret_next = r->n;
			return n;
		}
		if (in && n < max)
			rows[n++] = *r;
	}
	return n;
}

static size_t invented_list(void *ctx, const char *filter, struct record *rows,
			    size_t max, size_t *ret_total)
{
	int64_t next = 0;

	(void)ctx;
	*ret_total = invented_search(NULL, filter, 0, rows, max, &next);
	return *ret_total;
}

static bool invented_show(void *ctx, int64_t n, bool whole, struct detail *d)
{
	(void)ctx;
	detail_pair(d, "who", ROLE_TEXT,
		    STR("mira.kovac   session mira.kovac@observe"));
	detail_pair(d, "where", ROLE_TEXT,
		    STR("Acme Robotics › acme-prod-eu   441052219917 eu-central-1"));
	detail_pair(d, "why", ROLE_FAINT,
		    STR("no reason asked: OBSERVE reads metadata only"));
	detail_pairf(d, "what", ROLE_TEXT, "record %lld", (long long)n);
	if (whole)
		detail_text(d, ROLE_MUTED, STR("{\"act\":\"stack.read\"}"));
	return true;
}

static struct node *invented_item(void *ctx, int64_t n, struct arena *a)
{
	struct node *item = node_object(a);
	struct node *entry = node_put(a, item, "entry", NODE_OBJECT);

	(void)ctx;
	(void)node_put_int(a, entry, "seq", n);
	(void)node_put_text(a, entry, "act", "stack.read \x1b[31m");
	return item;
}

/* ---- the scene ---- */

static void invented_inst(struct installation *inst, const struct invented_site *site)
{
	char role[96];

	(void)snprintf(role, sizeof(role), "arn:aws:iam::%s:role/CandorAccess",
		       site->account);
	inst->name = mem_text(site->name);
	inst->customer = mem_text(site->customer);
	(void)snprintf(inst->account, sizeof(inst->account), "%s", site->account);
	inst->region = mem_text(site->region);
	inst->role_arn = mem_text(role);
	(void)snprintf(role, sizeof(role), "arn:aws:iam::%s:policy/CandorObserve",
		       site->account);
	inst->policy_observe = mem_text(role);
}

static void invented_init(struct invented *v)
{
	*v = (struct invented){ .caller = { .who = "mira.kovac",
					    .account = "305518842907" } };
	(void)snprintf(v->caller.arn, sizeof(v->caller.arn),
		       "arn:aws:sts::305518842907:assumed-role/mira.kovac/mira.kovac");
	(void)snprintf(v->caller.source, sizeof(v->caller.source), "profile ops");
	v->records = (struct records){ invented_stamp, invented_list, invented_search,
				       invented_show,  invented_item, NULL };
	v->scene = (struct scene){
		.now_sec = INVENTED_NOW,
		.now_us = INT64_C(5000000000),
		.config = &v->config,
		.progress = { .n = 8,
			      .ok = 6,
			      .denied = 1,
			      .timeout = 1,
			      .calls = 21,
			      .ended_sec = INVENTED_NOW - 10 },
		.done = { .n = 8,
			  .ok = 6,
			  .denied = 1,
			  .timeout = 1,
			  .calls = 21,
			  .ended_sec = INVENTED_NOW - 10 },
		.stage = PROGRAM_READY,
		.trouble = &v->trouble,
		.caller = &v->caller,
		.host = "",
		.journal_open = true,
		.journal_why = "",
		.entries = 10561,
		.verification = { 8, 8, true, false },
		.records = &v->records,
		.records_why = "",
	};
	for (size_t i = 0; i < INVENTED_N; i++) {
		struct site *site =
			VEC_PUSH(v->scene.sites, v->scene.n_sites, v->scene.cap_sites);

		invented_inst(&v->insts[i], &invented_sites[i]);
		v->rows[i].inst = &v->insts[i];
		v->rows[i].index = i;
		invented_row(v, i);
		invented_session(v, i);
		*site = (struct site){ .row = &v->rows[i],
				       .session = &v->sessions[i],
				       .entries = 10495 };
	}
}

/* What an earlier run kept, of 42 minutes ago. */
static inline void invented_cache(struct invented *v)
{
	for (size_t i = 0; i < INVENTED_N; i++) {
		if (v->rows[i].data == FLEET_READ)
			v->rows[i].data = FLEET_CACHED;
		v->rows[i].read_sec = MIN_AGO(42);
	}
}

static void invented_release(struct invented *v)
{
	for (size_t i = 0; i < INVENTED_N; i++) {
		stacks_release(&v->rows[i].stacks);
		health_release(&v->rows[i].health);
		kept_err_clear(&v->rows[i].error);
		free(v->insts[i].name);
		free(v->insts[i].customer);
		free(v->insts[i].region);
		free(v->insts[i].role_arn);
		free(v->insts[i].policy_observe);
	}
	scene_release(&v->scene);
}

#endif

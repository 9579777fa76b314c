/*
 * acme-prod-eu as the design's screens show it: what candor can know of it.
 */
#ifndef TESTS_UNIT_TUI_DESIGN_H
#define TESTS_UNIT_TUI_DESIGN_H

#include "tests/unit/tui/invented.h"

#define DESIGN_NOW  INT64_C(1795442640) /* 2026-11-23T14:04:00Z */
#define DESIGN_DAY  (DESIGN_NOW - 14 * 3600 - 4 * 60)
#define AT(h, m, s) (DESIGN_DAY + (h)*3600 + (m)*60 + (s))

static const struct {
	const char *logical, *type, *status;
	int64_t changed_sec;
} design_resources[] = {
	{ "LoaderFunction", "AWS::Lambda::Function", "UPDATE_COMPLETE",
	  AT(13, 46, 58) },
	{ "LoaderAlias", "AWS::Lambda::Alias", "UPDATE_COMPLETE", AT(13, 48, 40) },
	{ "LoaderRole", "AWS::IAM::Role", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "LoaderSchedule", "AWS::Events::Rule", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "HeartbeatFunction", "AWS::Lambda::Function", "CREATE_COMPLETE",
	  DAYS_AGO(12) },
	{ "HeartbeatRole", "AWS::IAM::Role", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "IngestBucket", "AWS::S3::Bucket", "CREATE_COMPLETE", DAYS_AGO(214) },
	{ "ArchiveBucket", "AWS::S3::Bucket", "CREATE_COMPLETE", DAYS_AGO(214) },
	{ "OffsetsTable", "AWS::DynamoDB::Table", "CREATE_COMPLETE", DAYS_AGO(214) },
	{ "LocksTable", "AWS::DynamoDB::Table", "CREATE_COMPLETE", DAYS_AGO(214) },
	{ "ImageRepository", "AWS::ECR::Repository", "CREATE_COMPLETE", DAYS_AGO(214) },
	{ "IngestQueue", "AWS::SQS::Queue", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "DeadLetterQueue", "AWS::SQS::Queue", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "NoticeTopic", "AWS::SNS::Topic", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "EventStream", "AWS::Kinesis::Stream", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "LateAlarm", "AWS::CloudWatch::Alarm", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "DepthAlarm", "AWS::CloudWatch::Alarm", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "ErrorAlarm", "AWS::CloudWatch::Alarm", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "AgeAlarm", "AWS::CloudWatch::Alarm", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "RejectAlarm", "AWS::CloudWatch::Alarm", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "LoaderLogs", "AWS::Logs::LogGroup", "CREATE_COMPLETE", DAYS_AGO(12) },
	{ "HeartbeatLogs", "AWS::Logs::LogGroup", "CREATE_COMPLETE", DAYS_AGO(12) },
};

static const struct {
	int64_t at_sec;
	const char *logical, *status, *reason;
	bool first_cause;
} design_events[] = {
	{ AT(13, 49, 2), "acme-ingest", "UPDATE_ROLLBACK_COMPLETE", "", false },
	{ AT(13, 48, 40), "LoaderAlias", "UPDATE_COMPLETE", "", false },
	{ AT(13, 47, 11), "acme-ingest", "UPDATE_ROLLBACK_IN_PROGRESS", "", false },
	{ AT(13, 46, 58), "LoaderFunction", "UPDATE_FAILED",
	  "Resource handler returned message: \"Unzipped size must be smaller than "
	  "262144000 bytes\"",
	  true },
	{ AT(13, 46, 31), "LoaderFunction", "UPDATE_IN_PROGRESS", "", false },
	{ AT(13, 46, 20), "acme-ingest", "UPDATE_IN_PROGRESS", "", false },
	{ DAYS_AGO(12) - 17400, "acme-ingest", "UPDATE_COMPLETE", "", false },
	{ DAYS_AGO(25) - 18240, "acme-ingest", "UPDATE_COMPLETE", "", false },
};

static inline void design_ingest(struct stack *s)
{
	for (size_t i = 0; i < ARRAY_LEN(design_resources); i++)
		invented_resource(s, design_resources[i].logical,
				  design_resources[i].type, design_resources[i].status,
				  design_resources[i].changed_sec);
	for (size_t i = 0; i < ARRAY_LEN(design_events); i++)
		invented_event(s, design_events[i].at_sec, design_events[i].logical,
			       design_events[i].status, design_events[i].reason,
			       design_events[i].first_cause);
	invented_pair(
		&s->outputs, "IngestQueueUrl",
		"https://sqs.eu-central-1.amazonaws.com/441052219917/acme-ingest");
	invented_pair(&s->outputs, "LoaderFunctionArn",
		      "arn:aws:lambda:eu-central-1:441052219917:function:acme-ingest-"
		      "LoaderFunction-9XK2");
	invented_pair(&s->outputs, "DbSecretArn", STACK_SECRET);
	invented_pair(&s->parameters, "LoaderMemoryMb", "512");
	invented_pair(&s->parameters, "LoaderTimeoutS", "60");
	invented_pair(&s->parameters, "LogRetentionDays", "90");
	s->details_sec = DESIGN_NOW - 3;
	s->details_seq = 10494;
}

/* Two other installations have the same stack with what the fleet has. */
static inline void design_twin(struct fleet_row *row, const char *name)
{
	struct stack *s = invented_stack(row, name, "UPDATE_COMPLETE", DAYS_AGO(12));

	invented_pair(&s->parameters, "LoaderMemoryMb", "1024");
	invented_pair(&s->parameters, "LoaderTimeoutS", "120");
	invented_pair(&s->parameters, "LogRetentionDays", "90");
	stacks_sort(&row->stacks);
}

static inline void design_drift(struct stack *s, const char *word)
{
	free(s->drift);
	s->drift = invented_text(word);
}

static inline void design_seed(struct invented *v)
{
	struct fleet_row *row = &v->rows[0];

	v->scene.now_sec = DESIGN_NOW;
	stacks_release(&row->stacks);
	health_clear(&row->health);
	row->n_settled = 0;
	row->read_sec = row->tried_sec = DESIGN_NOW - 3;
	(void)invented_stack(row, "acme-core", "UPDATE_COMPLETE", DAYS_AGO(12));
	(void)invented_stack(row, "acme-network", "CREATE_COMPLETE", DAYS_AGO(214));
	(void)invented_stack(row, "acme-warehouse", "UPDATE_COMPLETE", DAYS_AGO(12));
	for (size_t i = 0; i < row->stacks.n; i++)
		design_drift(&row->stacks.items[i], "IN_SYNC");
	design_ingest(invented_stack(row, "acme-ingest", "UPDATE_ROLLBACK_COMPLETE",
				     AT(13, 49, 2)));
	invented_judge(row);
	design_twin(&v->rows[4], "harbor-ingest");
	design_twin(&v->rows[6], "lumen-ingest");
}

#endif

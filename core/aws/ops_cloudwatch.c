/*
 * CloudWatch: values of metrics, alarms and what happened to them, read only.
 *
 * StateReasonData and HistoryData are documents that repeat an alarm's whole
 * configuration, descriptions and action parameters included; candor shows none of it,
 * so it does not leave the decoder.  What people wrote (AlarmDescription) is made
 * harmless by core/watch/alarms.c.
 */
#include "core/aws/op.h"

/* DescribeAlarms gives composite alarms only when AlarmTypes asks for them. */
const struct aws_service service_cloudwatch = {
	.id = "cloudwatch",
	.signing = "monitoring",
	.env = "CLOUDWATCH",
	.prefix = "monitoring",
	.version = "2010-08-01",
	.proto = PROTO_JSON,
	.target = "GraniteServiceVersion20100801",
	.json_version = "1.0",
	.query_mode = true,
};

static const char *const drop_alarms[] = {
	"MetricAlarms.StateReasonData",
	"MetricAlarms.OKActions",
	"MetricAlarms.InsufficientDataActions",
	"CompositeAlarms.StateReasonData",
	"CompositeAlarms.OKActions",
	"CompositeAlarms.InsufficientDataActions",
	NULL,
};

static const char *const drop_history[] = {
	"AlarmHistoryItems.HistoryData",
	"AlarmHistoryItems.AlarmContributorAttributes",
	NULL,
};

const struct op op_cloudwatch_get_metric_data = {
	.id = "cloudwatch:GetMetricData",
	.name = "GetMetricData",
	.service = &service_cloudwatch,
	.effect = EFFECT_READ,
	.rows = "MetricDataResults",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.params = {
		{ .name = "MetricDataQueries", .kind = PARAM_LIST, .required = true },
		{ .name = "StartTime", .kind = PARAM_INT, .required = true },
		{ .name = "EndTime", .kind = PARAM_INT, .required = true },
		{ .name = "ScanBy", .kind = PARAM_TEXT },
		{ .name = "MaxDatapoints", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_cloudwatch_describe_alarms = {
	.id = "cloudwatch:DescribeAlarms",
	.name = "DescribeAlarms",
	.service = &service_cloudwatch,
	.effect = EFFECT_READ,
	.rows = "MetricAlarms",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.drop = drop_alarms,
	.params = {
		{ .name = "AlarmNames", .kind = PARAM_LIST },
		{ .name = "AlarmTypes", .kind = PARAM_LIST },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_cloudwatch_describe_alarm_history = {
	.id = "cloudwatch:DescribeAlarmHistory",
	.name = "DescribeAlarmHistory",
	.service = &service_cloudwatch,
	.effect = EFFECT_READ,
	.rows = "AlarmHistoryItems",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.drop = drop_history,
	.params = {
		{ .name = "AlarmName", .kind = PARAM_TEXT },
		{ .name = "AlarmTypes", .kind = PARAM_LIST },
		{ .name = "HistoryItemType", .kind = PARAM_TEXT },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "ScanBy", .kind = PARAM_TEXT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

/*
 * ARNs of resources.  In a row, p is the partition, r the region, a the account and n
 * the physical id, each after a '%'.
 */
#include "core/watch/arn.h"

#include <string.h>

/* clang-format off */
static const struct {
	const char *type, *form;
} forms[] = {
	{ "AWS::ApiGateway::RestApi", "arn:%p:apigateway:%r::/restapis/%n" },
	{ "AWS::CloudWatch::Alarm", "arn:%p:cloudwatch:%r:%a:alarm:%n" },
	{ "AWS::CodeBuild::Project", "arn:%p:codebuild:%r:%a:project/%n" },
	{ "AWS::DynamoDB::Table", "arn:%p:dynamodb:%r:%a:table/%n" },
	{ "AWS::EC2::Instance", "arn:%p:ec2:%r:%a:instance/%n" },
	{ "AWS::EC2::SecurityGroup", "arn:%p:ec2:%r:%a:security-group/%n" },
	{ "AWS::EC2::Subnet", "arn:%p:ec2:%r:%a:subnet/%n" },
	{ "AWS::EC2::VPC", "arn:%p:ec2:%r:%a:vpc/%n" },
	{ "AWS::ECR::Repository", "arn:%p:ecr:%r:%a:repository/%n" },
	{ "AWS::ECS::Cluster", "arn:%p:ecs:%r:%a:cluster/%n" },
	{ "AWS::Events::Rule", "arn:%p:events:%r:%a:rule/%n" },
	{ "AWS::Kinesis::Stream", "arn:%p:kinesis:%r:%a:stream/%n" },
	{ "AWS::KinesisFirehose::DeliveryStream",
	  "arn:%p:firehose:%r:%a:deliverystream/%n" },
	{ "AWS::KMS::Key", "arn:%p:kms:%r:%a:key/%n" },
	{ "AWS::Lambda::Function", "arn:%p:lambda:%r:%a:function:%n" },
	{ "AWS::Logs::LogGroup", "arn:%p:logs:%r:%a:log-group:%n" },
	{ "AWS::RDS::DBCluster", "arn:%p:rds:%r:%a:cluster:%n" },
	{ "AWS::RDS::DBInstance", "arn:%p:rds:%r:%a:db:%n" },
	{ "AWS::S3::Bucket", "arn:%p:s3:::%n" },
	{ "AWS::SQS::Queue", "arn:%p:sqs:%r:%a:%n" },
};
/* clang-format on */

/* "arn:PARTITION:SERVICE:REGION:ACCOUNT:..." */
struct parts {
	struct str partition, region, account;
};

static bool cut_arn(struct str arn, struct parts *ret)
{
	if (!str_is(str_cut(&arn, ':'), "arn"))
		return false;
	ret->partition = str_cut(&arn, ':');
	(void)str_cut(&arn, ':');
	ret->region = str_cut(&arn, ':');
	ret->account = str_cut(&arn, ':');
	return ret->partition.len > 0 && ret->region.len > 0 && ret->account.len > 0;
}

/* What stands for the resource in its ARN: of a queue its id is a URL. */
static struct str name_of(const char *physical)
{
	const char *slash = strrchr(physical, '/');

	if (str_starts(str_of(physical), "https://") && slash)
		physical = slash + 1;
	return str_of(physical);
}

static void put(const char *form, const struct parts *p, struct str name,
		struct buf *out)
{
	for (const char *c = form; *c; c++) {
		if (*c != '%') {
			buf_add_char(out, *c);
			continue;
		}
		switch (*++c) {
		case 'p': buf_add_str(out, p->partition); break;
		case 'r': buf_add_str(out, p->region); break;
		case 'a': buf_add_str(out, p->account); break;
		default: buf_add_str(out, name); break;
		}
	}
}

bool resource_arn(const char *stack_arn, const char *type, const char *physical,
		  struct buf *out)
{
	struct parts parts = { 0 };

	if (str_starts(str_of(physical), "arn:")) {
		buf_add_text(out, physical);
		return true;
	}
	if (text_empty(physical) || strchr(physical, '|') || /* of an own event bus */
	    !cut_arn(str_of(stack_arn), &parts))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (!text_eq(type, forms[i].type))
			continue;
		put(forms[i].form, &parts, name_of(physical), out);
		return true;
	}
	return false;
}

/*
 * Answers of services, after AWS's models, for tests of the rows.
 */
#ifndef TESTS_UNIT_CORE_WATCH_SERVICE_SAID_H
#define TESTS_UNIT_CORE_WATCH_SERVICE_SAID_H

#include "tests/unit/core/watch/service_world.h"

#define MAX_SAID 8

#define ARN      "arn:aws:batch:eu-central-1:110000000000:"
#define SFN      "arn:aws:states:eu-central-1:110000000000:"
#define EB(op, body) \
	"<" op "Response><" op "Result>" body "</" op "Result></" op "Response>"
#define ENVIRONMENT(health)                                               \
	EB("DescribeEnvironments",                                        \
	   "<Environments><member><EnvironmentName>web</EnvironmentName>" \
	   "<Status>Ready</Status>" health "</member></Environments>")
#define CAUSES(rows) EB("DescribeEnvironmentHealth", "<Causes>" rows "</Causes>")
#define INSTANCES(rows)               \
	EB("DescribeInstancesHealth", \
	   "<InstanceHealthList>" rows "</InstanceHealthList>")
#define NO_JOBS                                          \
	{                                                \
		"listjobs", 0, "{\"jobSummaryList\":[]}" \
	}
#define QUEUE(rest)                                                                \
	{                                                                          \
		"describejobqueues", 0,                                            \
			"{\"jobQueues\":[{\"jobQueueName\":\"q\",\"jobQueueArn\":" \
			"\"" ARN "job-queue/q\"," rest "}]}"                       \
	}
#define COMPUTE(rest)                                                                  \
	{                                                                              \
		"describecomputeenv", 0,                                               \
			"{\"computeEnvironments\":[{\"computeEnvironmentName\":\"c\"," \
			"\"computeEnvironmentArn\":\"" ARN                             \
			"compute-environment/c\"," rest "}]}"                          \
	}
#define EC2(rows)                                                             \
	{                                                                     \
		"Action=DescribeInstances&", 0,                               \
			"<DescribeInstancesResponse><requestId>r</requestId>" \
			"<reservationSet>" rows                               \
			"</reservationSet></DescribeInstancesResponse>"       \
	}
#define MACHINE_OF(environment, id)                                        \
	"<item><instancesSet><item><instanceId>" id                        \
	"</instanceId><instanceState><name>running</name></instanceState>" \
	"<launchTime>2026-11-23T04:00:00.000Z</launchTime><tagSet><item>"  \
	"<key>aws:batch:compute-environment</key><value>" environment      \
	"</value></item></tagSet></item></instancesSet></item>"
#define FED                                                                       \
	QUEUE("\"state\":\"ENABLED\",\"status\":\"VALID\","                       \
	      "\"computeEnvironmentOrder\":[{\"order\":1,\"computeEnvironment\":" \
	      "\"" ARN "compute-environment/c\"}]")
#define SIXTEEN                                               \
	COMPUTE("\"state\":\"ENABLED\",\"status\":\"VALID\"," \
		"\"computeResources\":{\"minvCpus\":0,\"desiredvCpus\":16}")
#define CLUSTER(rest)                                                           \
	{                                                                       \
		"DescribeClusters", 0,                                          \
			EB("DescribeClusters",                                  \
			   "<Clusters><Cluster><ClusterIdentifier>dw"           \
			   "</ClusterIdentifier>" rest "</Cluster></Clusters>") \
	}
#define LOGGING(rest)                                                         \
	{                                                                     \
		"DescribeLoggingStatus", 0, EB("DescribeLoggingStatus", rest) \
	}
#define DBS(rest)                                                                     \
	{                                                                             \
		"DescribeDBClusters", 0,                                              \
			EB("DescribeDBClusters",                                      \
			   "<DBClusters><DBCluster><DBClusterIdentifier>db"           \
			   "</DBClusterIdentifier>" rest "</DBCluster></DBClusters>") \
	}
#define CARE(rest)                                              \
	{                                                       \
		"DescribePendingMaintenance", 0,                \
			EB("DescribePendingMaintenanceActions", \
			   "<PendingMaintenanceActions>" rest   \
			   "</PendingMaintenanceActions>")      \
	}
#define UNSET(match, code)                                         \
	{                                                          \
		match, 404, "<Error><Code>" code "</Code></Error>" \
	}
#define BLOCKED                                                                   \
	{                                                                         \
		"publicAccessBlock", 0,                                           \
			"<PublicAccessBlockConfiguration><BlockPublicAcls>true</" \
			"BlockPublicAcls>"                                        \
			"<IgnorePublicAcls>true</"                                \
			"IgnorePublicAcls><BlockPublicPolicy>true"                \
			"</BlockPublicPolicy><RestrictPublicBuckets>true</"       \
			"RestrictPublicBuckets>"                                  \
			"</PublicAccessBlockConfiguration>"                       \
	}
#define ENCRYPTED                                                                     \
	{                                                                             \
		"encryption", 0,                                                      \
			"<ServerSideEncryptionConfiguration><Rule>"                   \
			"<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</" \
			"SSEAlgorithm>"                                               \
			"</ApplyServerSideEncryptionByDefault></Rule>"                \
			"</ServerSideEncryptionConfiguration>"                        \
	}
#define REST_OF_BUCKET                                                                 \
	UNSET("lifecycle", "NoSuchLifecycleConfiguration"),                            \
		{ "logging", 0, "<BucketLoggingStatus/>" },                            \
		{ "versioning", 0,                                                     \
		  "<VersioningConfiguration><Status>Enabled</Status>"                  \
		  "</VersioningConfiguration>" },                                      \
	{                                                                              \
		"location", 0, "<LocationConstraint>eu-central-1</LocationConstraint>" \
	}
#define TABLE(status)                                                              \
	{                                                                          \
		"DescribeTable", 0, "{\"Table\":{\"TableStatus\":\"" status "\"}}" \
	}
#define TARGETS(rows)                                                            \
	{                                                                        \
		"DescribeScalableTargets", 0, "{\"ScalableTargets\":[" rows "]}" \
	}
#define ACTIVITIES(rows)                                                             \
	{                                                                            \
		"DescribeScalingActivities", 0, "{\"ScalingActivities\":[" rows "]}" \
	}
#define STREAM(rest)                                                 \
	{                                                            \
		"DescribeDeliveryStream", 0,                         \
			"{\"DeliveryStreamDescription\":{" rest "}}" \
	}
#define APIS(rest)                                                           \
	{                                                                    \
		"/restapis?", 0,                                             \
			"{\"item\":[{\"id\":\"x1\",\"name\":\"orders\"" rest \
			"},{\"id\":\"x2\",\"name\":\"other\"}]}"             \
	}
#define STAGES(rest)                                                           \
	{                                                                      \
		"/stages", 0, "{\"item\":[{\"stageName\":\"prod\"," rest "}]}" \
	}
#define APPS                                                              \
	{                                                                 \
		"/apps?", 0,                                              \
			"{\"apps\":[{\"appId\":\"d1\",\"name\":\"site\"," \
			"\"environmentVariables\":{\"A\":\"hunter2\"}}]}" \
	}
#define BRANCHES                                                              \
	{                                                                     \
		"/branches?", 0, "{\"branches\":[{\"branchName\":\"main\"}]}" \
	}
#define JOBS_OF(status)                                                           \
	{                                                                         \
		"/jobs?", 0,                                                      \
			"{\"jobSummaries\":[{\"status\":\"" status                \
			"\",\"startTime\":1795413000},{\"status\":\"SUCCEED\"}]}" \
	}
#define MACHINES                                                           \
	{                                                                  \
		"ListStateMachines", 0,                                    \
			"{\"stateMachines\":[{\"name\":\"m\","             \
			"\"stateMachineArn\":\"" SFN                       \
			"stateMachine:m\"},{\"name\":\"n\","               \
			"\"stateMachineArn\":\"" SFN "stateMachine:n\"}]}" \
	}
#define RUNS(status, rows)                                         \
	{                                                          \
		"\"" status "\"", 0, "{\"executions\":[" rows "]}" \
	}

#define T_EB  "AWS::ElasticBeanstalk::Environment", "web"
#define T_Q   "AWS::Batch::JobQueue", ARN "job-queue/q"
#define T_C   "AWS::Batch::ComputeEnvironment", ARN "compute-environment/c"
#define T_RS  "AWS::Redshift::Cluster", "dw"
#define T_DB  "AWS::RDS::DBCluster", "db"
#define T_S3  "AWS::S3::Bucket", "raw"
#define T_DDB "AWS::DynamoDB::Table", "load"
#define T_FH  "AWS::KinesisFirehose::DeliveryStream", "events"
#define T_API "AWS::ApiGateway::RestApi", "x1"
#define T_AMP "AWS::Amplify::App", "arn:aws:amplify:eu-central-1:1:apps/d1"
#define T_SFN "AWS::StepFunctions::StateMachine", SFN "stateMachine:m"

#endif

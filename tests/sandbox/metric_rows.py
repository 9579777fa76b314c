"""The metrics that the sandbox's resources have, as rows; and when they are not as usual.

A count is a number a minute, a gauge a level.  Each follows the day and is a little noisy.
"""

import dataclasses

COUNT, GAUGE, FLAT, RARE = "count", "gauge", "flat", "rare"  # rare: no data unless it happens
OWN = "Nordlys/Loader"  # the vendor's own namespace
FOREVER = float("inf")


@dataclasses.dataclass(frozen=True)
class Row:
    space: str
    name: str
    kind: str
    base: float
    unit: str = "Count"
    spread: float = 0.0  # how far the highest value of a minute is above its average
    stage: bool = False  # it also exists with the dimension Stage
    gappy: bool = False  # now and then nothing runs, and there is no data


def _rows(space, *rows):
    return tuple(Row(space, *row[:3], **row[3]) if len(row) > 3 else Row(space, *row) for row in rows)


SECONDS, MS, PERCENT, BYTES = ({"unit": u} for u in ("Seconds", "Milliseconds", "Percent", "Bytes"))
SLOW = {"unit": "Milliseconds", "spread": 1.1}
STAGED = {"stage": True}
ROWS = {  # resource type -> rows
    "AWS::Lambda::Function": _rows(
        "AWS/Lambda", ("Invocations", COUNT, 120, {"gappy": True}), ("Errors", COUNT, 0, {"gappy": True}),
        ("Throttles", COUNT, 0, {"gappy": True}), ("Duration", GAUGE, 240, {**SLOW, "gappy": True}),
        ("ConcurrentExecutions", GAUGE, 6, {"gappy": True}), ("IteratorAge", RARE, 0, SLOW)),
    "AWS::DynamoDB::Table": _rows(
        "AWS/DynamoDB", ("ConsumedReadCapacityUnits", COUNT, 900), ("ConsumedWriteCapacityUnits", COUNT, 620),
        ("ProvisionedReadCapacityUnits", FLAT, 60), ("ProvisionedWriteCapacityUnits", FLAT, 40),
        ("ReadThrottleEvents", RARE, 0), ("WriteThrottleEvents", RARE, 0), ("ThrottledRequests", RARE, 0),
        ("SystemErrors", RARE, 0), ("UserErrors", RARE, 0), ("SuccessfulRequestLatency", GAUGE, 4, SLOW)),
    "AWS::KinesisFirehose::DeliveryStream": _rows(
        "AWS/Firehose", ("IncomingRecords", COUNT, 5400), ("IncomingBytes", COUNT, 3_900_000, BYTES),
        ("DeliveryToS3.DataFreshness", GAUGE, 71, SECONDS), ("DeliveryToS3.Success", FLAT, 1),
        ("DeliveryToS3.Records", COUNT, 5400), ("DeliveryToRedshift.Success", FLAT, 1),
        ("DeliveryToRedshift.Records", COUNT, 5400), ("ThrottledRecords", RARE, 0)),
    "AWS::Redshift::Cluster": _rows(
        "AWS/Redshift", ("CPUUtilization", GAUGE, 34, PERCENT), ("PercentageDiskSpaceUsed", FLAT, 62, PERCENT),
        ("HealthStatus", FLAT, 1), ("MaintenanceMode", FLAT, 0), ("DatabaseConnections", GAUGE, 11),
        ("WLMQueueLength", GAUGE, 0.4), ("QueryDuration", GAUGE, 900_000, SLOW)),
    "AWS::ElasticBeanstalk::Environment": _rows(
        "AWS/ElasticBeanstalk", ("EnvironmentHealth", FLAT, 0), ("InstancesOk", FLAT, 3),
        ("InstancesSevere", FLAT, 0), ("ApplicationRequestsTotal", COUNT, 410),
        ("ApplicationRequests2xx", COUNT, 402), ("ApplicationRequests4xx", COUNT, 8),
        ("ApplicationRequests5xx", COUNT, 0), ("ApplicationLatencyP95", GAUGE, 0.31, SECONDS)),
    "AWS::ApiGateway::RestApi": _rows(
        "AWS/ApiGateway", ("Count", COUNT, 300, STAGED), ("4XXError", COUNT, 5, STAGED),
        ("5XXError", COUNT, 0, STAGED), ("Latency", GAUGE, 140, {**SLOW, **STAGED}),
        ("IntegrationLatency", GAUGE, 110, {**SLOW, **STAGED})),
    "AWS::SQS::Queue": _rows(
        "AWS/SQS", ("ApproximateNumberOfMessagesVisible", GAUGE, 9),
        ("ApproximateNumberOfMessagesNotVisible", GAUGE, 3), ("ApproximateAgeOfOldestMessage", GAUGE, 5, SECONDS),
        ("NumberOfMessagesSent", COUNT, 620), ("NumberOfMessagesReceived", COUNT, 620),
        ("NumberOfMessagesDeleted", COUNT, 620)),
    "AWS::RDS::DBInstance": _rows(
        "AWS/RDS", ("CPUUtilization", GAUGE, 21, PERCENT), ("DatabaseConnections", GAUGE, 34),
        ("FreeStorageSpace", FLAT, 41 * 2 ** 30, BYTES), ("FreeableMemory", GAUGE, 6 * 2 ** 30, BYTES),
        ("AuroraReplicaLag", GAUGE, 19, MS), ("ReadLatency", GAUGE, 0.0012, SECONDS)),
    "AWS::RDS::DBCluster": _rows(
        "AWS/RDS", ("CPUUtilization", GAUGE, 21, PERCENT), ("DatabaseConnections", GAUGE, 68),
        ("VolumeBytesUsed", FLAT, 88 * 2 ** 30, BYTES)),
    "AWS::StepFunctions::StateMachine": _rows(
        "AWS/States", ("ExecutionsStarted", COUNT, 1), ("ExecutionsSucceeded", COUNT, 1),
        ("ExecutionsFailed", COUNT, 0), ("ExecutionsTimedOut", COUNT, 0), ("ExecutionsAborted", COUNT, 0),
        ("ExecutionTime", GAUGE, 41_000, SLOW)),
    "AWS::S3::Bucket": _rows(
        "AWS/S3", ("NumberOfObjects", FLAT, 184_220), ("BucketSizeBytes", FLAT, 912 * 2 ** 30, BYTES)),
}
OWN_ROWS = _rows(OWN, ("RowsLoaded", COUNT, 5400), ("RowsRejected", COUNT, 0),
                 ("LoadLatency", GAUGE, 1100, SLOW), ("BatchesLoaded", COUNT, 6))
DIMENSIONS = {
    "AWS::Lambda::Function": "FunctionName", "AWS::DynamoDB::Table": "TableName",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
    "AWS::Redshift::Cluster": "ClusterIdentifier",
    "AWS::ElasticBeanstalk::Environment": "EnvironmentName", "AWS::ApiGateway::RestApi": "ApiName",
    "AWS::SQS::Queue": "QueueName", "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBCluster": "DBClusterIdentifier", "AWS::StepFunctions::StateMachine": "StateMachineArn",
    "AWS::S3::Bucket": "BucketName",
}
NO_MESSAGES = {"EventsDeadLetters"}  # queues in which nothing is, while all is well


@dataclasses.dataclass(frozen=True)
class Ailment:
    """From start to end (epoch seconds) a metric is `times` its value, plus `add`, plus `ramp` a minute."""

    start: float
    end: float = FOREVER
    times: float = 1.0
    add: float = 0.0
    ramp: float = 0.0
    alarm_s: float = 180  # the alarm on it fires so long after the start, and ends after the end


# (installation, logical id, metric) -> (minutes before the seed's time, minutes it lasts or None,
# effect).  A word for the metric's junk instead of an effect: see metric_values.JUNK.
SINCE = {
    # After its stack was rolled back, 14 minutes before
    ("aurora-prod-eu", "ParserFunction", "Errors"): [(12, None, {"add": 12})],
    ("aurora-prod-eu", "OffsetsTable", "WriteThrottleEvents"): [(13, None, {"add": 84})],
    ("aurora-prod-eu", "OffsetsTable", "ConsumedWriteCapacityUnits"): [(13, None, {"times": 3.9})],
    ("aurora-prod-eu", "EventsQueue", "ApproximateAgeOfOldestMessage"): [(13, None, {"ramp": 75})],
    ("aurora-prod-eu", "EventsQueue", "ApproximateNumberOfMessagesVisible"): [(13, None, {"ramp": 610})],
    ("aurora-prod-eu", "EventsDeadLetters", "ApproximateNumberOfMessagesVisible"): [(11, None, {"ramp": 3})],
    ("aurora-staging-eu", "ParserFunction", "Throttles"): [
        (11 * n + 4, 4, {"add": 70, "alarm_s": 60}) for n in range(6, 0, -1)],
    ("aurora-staging-eu", "PortalEnvironment", "EnvironmentHealth"): [(38, None, {"add": 25})],
    ("aurora-staging-eu", "PortalEnvironment", "InstancesSevere"): [(38, None, {"add": 2})],
    ("aurora-staging-eu", "PortalEnvironment", "InstancesOk"): [(38, None, {"add": -2})],
    ("aurora-staging-eu", "PortalEnvironment", "ApplicationRequests5xx"): [(38, None, {"add": 47})],
    ("aurora-staging-eu", "RestApi", "5XXError"): [(38, None, {"add": 21})],
    ("aurora-staging-eu", "RestApi", "Latency"): [(38, None, {"times": 45})],
    ("shinonome-test-sg", "LoadFunction", "Errors"): [(95, None, {"add": 9})],
    ("shinonome-test-sg", "LoadQueue", "ApproximateNumberOfMessagesVisible"): [(95, None, {"ramp": 40})],
    ("shinonome-test-sg", "LoadQueue", "ApproximateAgeOfOldestMessage"): [(95, None, {"ramp": 60})],
    ("shinonome-test-sg", "LoadWorkflow", "ExecutionsFailed"): [(95, None, {"add": 1})],
    ("shinonome-test-sg", "LoadWorkflow", "ExecutionsSucceeded"): [(95, None, {"times": 0})],
    ("shinonome-test-sg", "LoadFunction", "RowsLoaded"): [(95, None, {"times": 0})],
    ("shinonome-test-sg", "Warehouse", "PercentageDiskSpaceUsed"): [(900, None, {"add": 37})],
    ("shinonome-dr-jp", "DeliveryStream", "DeliveryToS3.DataFreshness"): [(300, None, {"ramp": 60})],
    ("shinonome-dr-jp", "DeliveryStream", "DeliveryToS3.Success"): [(300, None, {"times": 0})],
    ("shinonome-dr-jp", "DeliveryStream", "DeliveryToS3.Records"): [(300, None, {"times": 0})],
    ("shinonome-dr-jp", "DatabaseWriter", "FreeStorageSpace"): [(260, None, {"times": 0.004})],
    ("aurora-lab-us", "Warehouse", "HealthStatus"): [(70, None, {"times": 0})],
    # An incident of yesterday, over long ago
    ("aurora-prod-us", "HandlerFunction", "Errors"): [(1500, 22, {"add": 14})],
    ("aurora-prod-us", "RestApi", "5XXError"): [(1500, 22, {"add": 14})],
}
JUNK_OF = {  # (installation, logical id, metric) -> the word for what is wrong with its values
    ("aurora-lab-us", "LoadFunction", "Duration"): "nan",
    ("aurora-lab-us", "LoadFunction", "Errors"): "huge",
    ("aurora-lab-us", "LoadFunction", "Invocations"): "order",
    ("aurora-lab-us", "LoadFunction", "Throttles"): "missing",
    ("aurora-lab-us", "Warehouse", "CPUUtilization"): "more",
}

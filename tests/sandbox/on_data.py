"""Where data lies: DynamoDB and its autoscaling, Firehose, Redshift, RDS.  Fixtures.

Tables that nobody seeded (the vendor's heartbeats, say) are moto's own, with their items.
"""

import datetime

from .answers import answers, with_token
from .errors import AwsError

TABLE, STREAM = "AWS::DynamoDB::Table", "AWS::KinesisFirehose::DeliveryStream"
CLUSTER, DB_CLUSTER, DB_INSTANCE = "AWS::Redshift::Cluster", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
CAPACITY = {"ReadCapacityUnits": 60, "WriteCapacityUnits": 40}
SICK_TABLES = {
    ("shinonome-dr-jp", "CatalogTable"): {"TableStatus": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"},
    ("aurora-staging-eu", "OffsetsTable"): {"TableStatus": "UPDATING"},
    ("aurora-lab-us", "SessionsTable"): {"TableStatus": "DREAMING"},
}
LIMIT = ("Failed to set write capacity units to 12000. Reason: The requested throughput exceeds the account "
         "limit of 10000 units for the region.")
FAILED_SCALING = {("aurora-prod-eu", "OffsetsTable"): (14, LIMIT)}
SICK_STREAMS = {
    ("shinonome-dr-jp", "DeliveryStream"): {
        "DeliveryStreamEncryptionConfiguration": {
            "KeyType": "CUSTOMER_MANAGED_CMK", "Status": "ENABLING_FAILED",
            "FailureDescription": {"Type": "DISABLED_KMS_KEY", "Details": "The key of the stream is disabled."}}},
    ("aurora-staging-eu", "DeliveryStream"): {
        "DeliveryStreamStatus": "CREATING_FAILED",
        "FailureDescription": {"Type": "CREATE_ENI_FAILED", "Details": "No address is free in subnet-0c41."}},
}
SICK_CLUSTERS = {
    ("shinonome-test-sg", "Warehouse"): {"ClusterStatus": "storage-full", "ClusterAvailabilityStatus": "Maintenance"},
    ("aurora-lab-us", "Warehouse"): {"ClusterStatus": "contemplating", "ClusterAvailabilityStatus": "Perhaps"},
}
LOGGING_OFF = {("shinonome-test-sg", "Warehouse")}
LOGGING_FAILS = {("aurora-lab-us", "Warehouse"): "Access denied to bucket lab-audit"}
SICK_DATABASES = {
    ("shinonome-dr-jp", "DatabaseWriter"): {"DBInstanceStatus": "storage-full"},
    ("shinonome-dr-jp", "Database"): {"Status": "inaccessible-encryption-credentials-recoverable"},
}


# DynamoDB

@answers("dynamodb", "DescribeTable")
def describe_table(asked):
    thing = asked.thing(TABLE, asked.params.get("TableName"))
    if thing is None:
        return None
    table = {
        "TableName": thing.name, "TableArn": thing.arn("dynamodb", f"table/{thing.name}"),
        "TableId": thing.digest("table", 32), "TableStatus": "ACTIVE", "CreationDateTime": thing.made,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "ProvisionedThroughput": {**CAPACITY, "NumberOfDecreasesToday": 0},
        "ItemCount": 48_210, "TableSizeBytes": 9_114_022, "DeletionProtectionEnabled": True,
        "TableClassSummary": {"TableClass": "STANDARD"},
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS"}, **SICK_TABLES.get(thing.key, {})}
    return {"Table": table}


@answers("application-autoscaling", "DescribeScalableTargets")
def describe_scalable_targets(asked):
    found = []
    for thing, dimension in _scalable(asked):
        found.append({
            "ServiceNamespace": "dynamodb", "ResourceId": f"table/{thing.name}", "ScalableDimension": dimension,
            "MinCapacity": 10, "MaxCapacity": 12_000, "CreationTime": thing.made,
            "RoleARN": f"arn:aws:iam::{asked.account}:role/aws-service-role/autoscaling",
            "SuspendedState": {"DynamicScalingInSuspended": False, "ScheduledScalingSuspended": False,
                               "DynamicScalingOutSuspended": thing.key == ("shinonome-dr-jp", "OffsetsTable")}})
    return _pages(asked, "ScalableTargets", found)


def _scalable(asked):
    """(table, dimension) of DynamoDB's targets, those that are asked for."""
    if asked.params.get("ServiceNamespace") != "dynamodb":
        return
    wanted, dimension = asked.params.get("ResourceIds"), asked.params.get("ScalableDimension")
    if asked.params.get("ResourceId"):
        wanted = [asked.params["ResourceId"]]
    for thing in asked.things(TABLE):
        for kind in ("Read", "Write"):
            name = f"dynamodb:table:{kind}CapacityUnits"
            if (not wanted or f"table/{thing.name}" in wanted) and dimension in (None, name):
                yield thing, name


def _pages(asked, member, found):
    page, token = asked.page(found, 50, "MaxResults", "NextToken")
    return with_token({member: page}, "NextToken", token)


@answers("application-autoscaling", "DescribeScalingActivities")
def describe_scaling_activities(asked):
    found = []
    for thing, dimension in _scalable(asked):
        ago, why = FAILED_SCALING.get(thing.key, (None, None))
        if why and "Write" in dimension:
            found += [_activity(asked, thing, dimension, ago - n * 4, why) for n in (3, 2, 1, 0) if ago > n * 4]
        found.append(_activity(asked, thing, dimension, 190, None))
    found.sort(key=lambda activity: activity["StartTime"], reverse=True)
    return _pages(asked, "ScalingActivities", found)


def _activity(asked, thing, dimension, ago, why):
    # Of the sick ones the time stays where it was when the sandbox began.
    start = asked.front.seeded - datetime.timedelta(minutes=ago)
    wish = "12000" if why else "40"
    return {
        "ActivityId": thing.digest(f"activity {dimension} {ago}", 32), "ServiceNamespace": "dynamodb",
        "ResourceId": f"table/{thing.name}", "ScalableDimension": dimension,
        "Description": f"Setting {'write' if 'Write' in dimension else 'read'} capacity units to {wish}.",
        "Cause": "monitor alarm TargetTracking was triggered", "StartTime": start,
        "EndTime": start + datetime.timedelta(seconds=11), "StatusCode": "Failed" if why else "Successful",
        "StatusMessage": why or f"Successfully set capacity units to {wish}. Change successfully fulfilled."}


# Firehose

@answers("firehose", "DescribeDeliveryStream")
def describe_delivery_stream(asked):
    thing = asked.thing(STREAM, asked.params.get("DeliveryStreamName"))
    if thing is None:
        return None
    bucket = f"arn:aws:s3:::{thing.installation}-landing"
    return {"DeliveryStreamDescription": {
        "DeliveryStreamName": thing.name, "DeliveryStreamARN": thing.arn("firehose", f"deliverystream/{thing.name}"),
        "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamType": "DirectPut", "VersionId": "4",
        "DeliveryStreamEncryptionConfiguration": {"KeyType": "AWS_OWNED_CMK", "Status": "ENABLED"},
        "CreateTimestamp": thing.made, "LastUpdateTimestamp": thing.made, "HasMoreDestinations": False,
        "Destinations": [{"DestinationId": "destinationId-000000000001", "ExtendedS3DestinationDescription": {
            "RoleARN": f"arn:aws:iam::{thing.account}:role/{thing.stack}-delivery", "BucketARN": bucket,
            "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60}, "CompressionFormat": "GZIP",
            "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}, "S3BackupMode": "Disabled",
            "CloudWatchLoggingOptions": {"Enabled": True, "LogGroupName": f"/aws/kinesisfirehose/{thing.name}",
                                         "LogStreamName": "DestinationDelivery"}}}],
        **SICK_STREAMS.get(thing.key, {})}}


# Redshift

def _cluster(asked, thing):
    return {
        "ClusterIdentifier": thing.name, "NodeType": "ra3.xlplus", "ClusterStatus": "available",
        "ClusterAvailabilityStatus": "Available", "MasterUsername": "candor_admin", "DBName": "warehouse",
        "Endpoint": {"Address": f"{thing.name}.c0ffee.{thing.region}.redshift.amazonaws.com", "Port": 5439},
        "ClusterCreateTime": thing.made, "AutomatedSnapshotRetentionPeriod": 7, "NumberOfNodes": 2,
        "PubliclyAccessible": False, "Encrypted": True, "ClusterVersion": "1.0", "AllowVersionUpgrade": True,
        "PendingModifiedValues": {}, "ClusterNodes": [{"NodeRole": "LEADER"}, {"NodeRole": "COMPUTE-0"}],
        "TotalStorageCapacityInMegaBytes": 65_536_000, "VpcId": "vpc-0a1b", "EnhancedVpcRouting": True,
        **SICK_CLUSTERS.get(thing.key, {})}


@answers("redshift", "DescribeClusters")
def describe_clusters(asked):
    wanted = asked.params.get("ClusterIdentifier")
    found = [_cluster(asked, t) for t in asked.things(CLUSTER) if wanted in (None, t.name)]
    if wanted and not found:
        raise AwsError("ClusterNotFound", f"Cluster {wanted} not found.", 404)
    page, token = asked.page(found, 100, "MaxRecords", "Marker")
    return with_token({"Clusters": page}, "Marker", token)


@answers("redshift", "DescribeLoggingStatus")
def describe_logging_status(asked):
    thing = asked.thing(CLUSTER, asked.params.get("ClusterIdentifier"))
    if thing is None:
        raise AwsError("ClusterNotFound", f"Cluster {asked.params.get('ClusterIdentifier')} not found.", 404)
    if thing.key in LOGGING_OFF:
        return {"LoggingEnabled": False}
    status = {"LoggingEnabled": True, "LogDestinationType": "s3", "BucketName": f"{thing.installation}-audit",
              "S3KeyPrefix": "redshift/", "LastSuccessfulDeliveryTime": asked.now - datetime.timedelta(minutes=41)}
    if thing.key in LOGGING_FAILS:
        status.update(LastFailureTime=asked.now - datetime.timedelta(minutes=22),
                      LastFailureMessage=LOGGING_FAILS[thing.key])
    return status


# RDS

def _instance(asked, thing):
    cluster = next(t for t in asked.things(DB_CLUSTER) if t.stack == thing.stack)
    return {
        "DBInstanceIdentifier": thing.name, "DBInstanceClass": "db.r7g.large", "Engine": "aurora-postgresql",
        "EngineVersion": "16.6", "DBInstanceStatus": "available", "MasterUsername": "postgres", "DBName": "main",
        "Endpoint": {"Address": f"{thing.name}.{thing.region}.rds.amazonaws.com", "Port": 5432},
        "AllocatedStorage": 50, "InstanceCreateTime": thing.made, "BackupRetentionPeriod": 7, "MultiAZ": False,
        "AvailabilityZone": thing.region + ("a" if "Writer" in thing.logical else "b"), "PendingModifiedValues": {},
        "PubliclyAccessible": False, "StorageType": "aurora", "DBClusterIdentifier": cluster.name,
        "StorageEncrypted": True, "DBInstanceArn": thing.arn("rds", f"db:{thing.name}"),
        "DeletionProtection": True, **SICK_DATABASES.get(thing.key, {})}


def _db_cluster(asked, thing):
    members = [t for t in asked.things(DB_INSTANCE) if t.stack == thing.stack]
    return {
        "DBClusterIdentifier": thing.name, "Status": "available", "Engine": "aurora-postgresql",
        "EngineVersion": "16.6", "EngineMode": "provisioned", "DatabaseName": "main", "MasterUsername": "postgres",
        "Endpoint": f"{thing.name}.cluster.{thing.region}.rds.amazonaws.com", "Port": 5432, "MultiAZ": True,
        "DBClusterMembers": [{"DBInstanceIdentifier": t.name, "IsClusterWriter": "Writer" in t.logical,
                              "DBClusterParameterGroupStatus": "in-sync", "PromotionTier": 1} for t in members],
        "StorageEncrypted": True, "ClusterCreateTime": thing.made, "BackupRetentionPeriod": 7,
        "DBClusterArn": thing.arn("rds", f"cluster:{thing.name}"), "DeletionProtection": True,
        "AllocatedStorage": 1, **SICK_DATABASES.get(thing.key, {})}


def _databases(asked, type_, view, member, parameter, code):
    wanted = asked.params.get(parameter)
    wanted = wanted.rpartition(":")[2] if wanted else None
    found = [view(asked, t) for t in asked.things(type_) if wanted in (None, t.name)]
    if wanted and not found:
        raise AwsError(code, f"{parameter} {wanted} not found.", 404)
    page, token = asked.page(found, 100, "MaxRecords", "Marker")
    return with_token({member: page}, "Marker", token)


@answers("rds", "DescribeDBInstances")
def describe_db_instances(asked):
    return _databases(asked, DB_INSTANCE, _instance, "DBInstances", "DBInstanceIdentifier", "DBInstanceNotFound")


@answers("rds", "DescribeDBClusters")
def describe_db_clusters(asked):
    return _databases(asked, DB_CLUSTER, _db_cluster, "DBClusters", "DBClusterIdentifier", "DBClusterNotFoundFault")


@answers("rds", "DescribePendingMaintenanceActions")
def describe_pending_maintenance_actions(_asked):
    return {"PendingMaintenanceActions": []}

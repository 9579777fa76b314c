"""API Gateway: APIs, stages, usage plans, and keys whose values must never be seen.  Fixtures."""

from . import cloudwatch, fleet
from .answers import answers, with_token
from .errors import AwsError

API = "AWS::ApiGateway::RestApi"
PAGE = 25


def _paged(asked, found):
    page, token = asked.page(found, 500 if asked.params.get("limit") else PAGE, "limit", "position")
    return with_token({"items": page}, "position", token)


@answers("apigateway", "GetRestApis")
def get_rest_apis(asked):
    return _paged(asked, [
        {"id": thing.id, "name": cloudwatch.api_name(thing), "description": "Query API", "createdDate": thing.made,
         "version": "2026.11.2", "apiKeySource": "HEADER", "endpointConfiguration": {"types": ["REGIONAL"]},
         "disableExecuteApiEndpoint": False, "rootResourceId": thing.digest("root", 10)}
        for thing in asked.things(API)])


@answers("apigateway", "GetStages")
def get_stages(asked):
    thing = next((t for t in asked.things(API) if t.id == asked.params.get("restApiId")), None)
    if thing is None:
        raise AwsError("NotFoundException", "Invalid API identifier specified", 404)
    traced = thing.key == ("aurora-staging-eu", "RestApi")  # whole requests go into its log
    settings = {"*/*": {"metricsEnabled": True, "loggingLevel": "INFO" if traced else "ERROR",
                        "dataTraceEnabled": traced, "throttlingBurstLimit": 500, "throttlingRateLimit": 100.0}}
    stage = {"deploymentId": thing.digest("deployment", 6), "stageName": cloudwatch.STAGE,
             "cacheClusterEnabled": False, "methodSettings": settings, "tracingEnabled": False,
             "variables": {"backendToken": "stage_" + thing.digest("secret", 24)},
             "createdDate": thing.made, "lastUpdatedDate": thing.made}
    if not traced:
        stage["accessLogSettings"] = {"format": "$context.requestId", "destinationArn": thing.arn(
            "logs", f"log-group:{thing.stack}-access")}
    return {"item": [stage]}


def key_value(thing):
    """What only GetApiKeys with includeValues tells; whoever shows it has leaked it."""
    return fleet.letters(f"api key {thing.id}", 40)


@answers("apigateway", "GetApiKeys")
def get_api_keys(asked):
    found = []
    for thing in asked.things(API):
        key = {"id": thing.digest("key", 10), "name": f"{thing.installation}-partner", "enabled": True,
               "createdDate": thing.made, "lastUpdatedDate": thing.made,
               "stageKeys": [f"{thing.id}/{cloudwatch.STAGE}"]}
        if str(asked.params.get("includeValues")).lower() == "true":
            key["value"] = key_value(thing)
        found.append(key)
    return _paged(asked, found)


@answers("apigateway", "GetUsagePlans")
def get_usage_plans(asked):
    return _paged(asked, [
        {"id": thing.digest("plan", 6), "name": f"{thing.installation}-plan",
         "apiStages": [{"apiId": thing.id, "stage": cloudwatch.STAGE}],
         "throttle": {"burstLimit": 200, "rateLimit": 100.0}, "quota": {"limit": 500_000, "offset": 0,
                                                                         "period": "MONTH"}}
        for thing in asked.things(API)])

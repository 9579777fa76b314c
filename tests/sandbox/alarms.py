"""CloudWatch's alarms: their states follow what ails their metrics, and their history tells it."""

import dataclasses
import datetime
import json

from . import cloudwatch, clock
from .answers import answers, with_token

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
HISTORY_S = 14 * 86400


@dataclasses.dataclass(frozen=True)
class Watch:
    """What an alarm watches: a metric of a sibling in its stack."""

    of: str  # logical id
    metric: str
    stat: str
    threshold: float
    periods: int = 3
    period_s: int = 60
    missing: str = "notBreaching"
    text: str = ""


WATCHES = {  # logical id of the alarm -> what it watches
    "AgeAlarm": Watch("EventsQueue", "ApproximateAgeOfOldestMessage", "Maximum", 300,
                      text="Events wait for more than five minutes"),
    "DeadLetterAlarm": Watch("EventsDeadLetters", "ApproximateNumberOfMessagesVisible", "Maximum", 0, 1,
                             text="An event could not be parsed three times"),
    "ParserErrorsAlarm": Watch("ParserFunction", "Errors", "Sum", 5),
    "EnrichErrorsAlarm": Watch("EnrichFunction", "Errors", "Sum", 5),
    "ThrottleAlarm": Watch("ParserFunction", "Throttles", "Sum", 30, 1),
    "LatencyAlarm": Watch("RestApi", "Latency", "p95", 2000, 5),
    "FiveHundredsAlarm": Watch("RestApi", "5XXError", "Sum", 10),
    "LoadAlarm": Watch("LoadFunction", "Errors", "Sum", 5, text="The loader fails"),
    "BucketSizeAlarm": Watch("LandingBucket", "BucketSizeBytes", "Average", 5e12, 1, 86400, "missing"),
}
ODD = {  # (installation, logical id) -> (state, reason)
    ("aurora-lab-us", "LoadAlarm"): ("SPECULATIVE", "No such state is known \u009b31m."),
    ("aurora-lab-us", "FlowAlarm"): ("INSUFFICIENT_DATA", "Unchecked: Initial alarm creation"),
}


@dataclasses.dataclass(frozen=True)
class Change:
    at: float
    state: str
    reason: str


def changes(asked, alarm):
    """Changes of state of one alarm until now, oldest first; the first is its creation."""
    watch = WATCHES.get(alarm.logical)
    made = Change(alarm.made.timestamp(), "INSUFFICIENT_DATA", "Unchecked: Initial alarm creation")
    if watch is None:
        return [made]
    if alarm.key in ODD:
        return [made, Change(made.at + 120, *ODD[alarm.key])]
    if watch.period_s == 86400 and watch.missing == "missing" and alarm.installation == "shinonome-dr-jp":
        return [made]  # nobody has ever sent it a value
    found = [made, Change(made.at + 120, "OK", _reason(watch, "OK", 0))]
    for ill in asked.front.ailments.of((alarm.installation, watch.of, watch.metric)):
        found.append(Change(ill.start + ill.alarm_s, "ALARM", _reason(watch, "ALARM", ill.start)))
        found.append(Change(ill.end + ill.alarm_s, "OK", _reason(watch, "OK", ill.end)))
    now_s = asked.now.timestamp()
    return [c for c in sorted(found, key=lambda c: c.at) if c.at <= now_s]


def _reason(watch, state, at):
    n = watch.periods
    if state == "OK":
        return (f"Threshold Crossed: {n} datapoint{'s' if n > 1 else ''} were not greater than the "
                f"threshold ({watch.threshold}).")
    first = datetime.datetime.fromtimestamp(at, clock.UTC).strftime("%d/%m/%y %H:%M:00")
    return (f"Threshold Crossed: {n} out of the last {n} datapoints were greater than the threshold "
            f"({watch.threshold}), the first of {first} (minimum {n} datapoint{'s' if n > 1 else ''} for "
            "OK -> ALARM transition).")


def _view(asked, alarm):
    watch = WATCHES.get(alarm.logical) or WATCHES["LoadAlarm"]
    now = changes(asked, alarm)[-1]
    at = _time(now.at)
    metric = _metric(asked, alarm, watch)
    return {
        "AlarmName": alarm.id, "AlarmArn": alarm.arn("cloudwatch", f"alarm:{alarm.id}"),
        "AlarmDescription": watch.text or f"{watch.metric} of {watch.of}",
        "AlarmConfigurationUpdatedTimestamp": alarm.made, "ActionsEnabled": True,
        "OKActions": [], "AlarmActions": [alarm.arn("sns", "operations")], "InsufficientDataActions": [],
        "StateValue": now.state, "StateReason": now.reason,
        "StateReasonData": json.dumps({"version": "1.0", "threshold": watch.threshold}),
        "StateUpdatedTimestamp": at, "StateTransitionedTimestamp": at,
        "MetricName": watch.metric, "Namespace": metric.row.space if metric else "AWS/Lambda",
        "Statistic": watch.stat if watch.stat[0] != "p" else None,
        "ExtendedStatistic": watch.stat if watch.stat[0] == "p" else None,
        "Dimensions": [{"Name": n, "Value": v} for n, v in metric.dimensions] if metric else [],
        "Period": watch.period_s, "EvaluationPeriods": watch.periods, "DatapointsToAlarm": watch.periods,
        "Threshold": float(watch.threshold), "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": watch.missing}


def _metric(asked, alarm, watch):
    metrics = cloudwatch.metrics_of(asked.account, asked.region).values()
    return next((m for m in metrics if m.thing.logical == watch.of and m.thing.stack == alarm.stack
                 and m.row.name == watch.metric), None)


def _time(seconds):
    return datetime.datetime.fromtimestamp(seconds, clock.UTC)


def _plain(view):
    return {name: value for name, value in view.items() if value is not None}


@answers("monitoring", "DescribeAlarms")
def describe_alarms(asked):
    params = asked.params
    names, prefix = params.get("AlarmNames"), params.get("AlarmNamePrefix") or ""
    state = params.get("StateValue")
    kinds = params.get("AlarmTypes") or ["MetricAlarm"]
    found = []
    for alarm in asked.things(ALARM) if "MetricAlarm" in kinds else ():
        if (names and alarm.id not in names) or not alarm.id.startswith(prefix):
            continue
        view = _plain(_view(asked, alarm))
        if state in (None, view["StateValue"]):
            found.append(view)
    found.sort(key=lambda view: view["AlarmName"])
    page, token = asked.page(found, 100, "MaxRecords", "NextToken")
    return with_token({"MetricAlarms": page, "CompositeAlarms": []}, "NextToken", token)


@answers("monitoring", "DescribeAlarmHistory")
def describe_alarm_history(asked):
    params = asked.params
    name, kind = params.get("AlarmName"), params.get("HistoryItemType")
    oldest = max(asked.now.timestamp() - HISTORY_S, _bound(params, "StartDate", 0))
    newest = _bound(params, "EndDate", asked.now.timestamp())
    items = []
    for alarm in asked.things(ALARM):
        if name in (None, alarm.id) and kind in (None, "StateUpdate"):
            items += [item for item in _history(asked, alarm)
                      if oldest <= item["Timestamp"].timestamp() <= newest]
    items.sort(key=lambda item: item["Timestamp"], reverse=params.get("ScanBy") != "TimestampAscending")
    page, token = asked.page(items, 100, "MaxRecords", "NextToken")
    return with_token({"AlarmHistoryItems": page}, "NextToken", token)


def _bound(params, name, default):
    value = params.get(name)
    if value is None:
        return default
    if isinstance(value, str) and not value.replace(".", "").isdigit():
        return clock.parse(value).timestamp()
    return float(value)


def _history(asked, alarm):
    told = changes(asked, alarm)
    for before, after in zip(told, told[1:]):
        data = {"version": "1.0", "oldState": {"stateValue": before.state, "stateReason": before.reason},
                "newState": {"stateValue": after.state, "stateReason": after.reason}}
        yield {"AlarmName": alarm.id, "AlarmType": "MetricAlarm", "Timestamp": _time(after.at),
               "HistoryItemType": "StateUpdate",
               "HistorySummary": f"Alarm updated from {before.state} to {after.state}",
               "HistoryData": json.dumps(data)}

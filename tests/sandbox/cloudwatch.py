"""CloudWatch's metrics: GetMetricData and ListMetrics, with metric math and paging."""

import base64
import datetime
import functools
import hashlib
import json

from . import clock, estate, metric_math, metric_rows
from .answers import answers, with_token
from .errors import AwsError
from .metric_values import Metric, spoil

MOST_QUERIES = 500
MOST_POINTS = 100_800
STATS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
STAGE = "v1"


def invalid(message):
    return AwsError("ValidationError", message, 400)


# The metrics that there are

def metrics_of(account, region):
    """(namespace, name, dimensions) -> Metric of everything in an account and region."""
    return _metrics(estate.of(account, region))


@functools.lru_cache(maxsize=512)
def _metrics(place):
    found = {}
    for thing in place.all:
        for metric in _of_thing(thing):
            found[metric.row.space, metric.row.name, metric.dimensions] = metric
    return found


def _of_thing(thing):
    dimension = metric_rows.DIMENSIONS.get(thing.type)
    for row in metric_rows.ROWS.get(thing.type, ()):
        value = {"StateMachineArn": thing.id, "ApiName": api_name(thing)}.get(dimension, thing.name)
        yield Metric(thing, row, ((dimension, value),))
        if row.stage:
            yield Metric(thing, row, (("ApiName", value), ("Stage", STAGE)))
    if thing.logical == "LoadFunction":
        for row in metric_rows.OWN_ROWS:
            yield Metric(thing, row, (("Installation", thing.installation),))


def api_name(thing):
    return thing.stack


# GetMetricData

@answers("monitoring", "GetMetricData")
def get_metric_data(asked):
    return Reading(asked).answer()


class Reading:
    """One GetMetricData."""

    def __init__(self, asked):
        self.asked = asked
        self.params = asked.params
        self.queries = self.params.get("MetricDataQueries") or []
        self.by_id = {q.get("Id"): q for q in self.queries}
        self.now_s = asked.now.timestamp()
        self.done = {}
        self.busy = set()
        self._check()

    def _check(self):
        if not 1 <= len(self.queries) <= MOST_QUERIES:
            raise invalid(f"The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}."
                          if self.queries else "The parameter MetricDataQueries is required.")
        if len(self.by_id) != len(self.queries):
            raise invalid("The ids in MetricDataQueries must be unique.")
        self.start, self.end = _seconds(self.params, "StartTime"), _seconds(self.params, "EndTime")
        if self.start >= self.end:
            raise invalid("The parameter StartTime must be less than the parameter EndTime.")

    def answer(self):
        results = []
        for query in self.queries:
            if _true(query.get("ReturnData", True)):
                results += self._results(query)
        return self._page(results)

    def _results(self, query):
        """[(id, label, [(time, value)])]: an expression may give several."""
        value = self._value(query["Id"])
        word = self._junk(query)
        if isinstance(value, list):
            return [(query["Id"], f"{query['Id']} {n}", sorted(one.items())) for n, one in enumerate(value)]
        if not isinstance(value, dict):
            value = {at: value for at in self._times()}
        return [(query["Id"], query.get("Label") or _label(query), spoil(word, value))]

    def _value(self, name):
        if name in self.done:
            return self.done[name]
        query = self.by_id.get(name)
        if query is None:
            raise invalid(f"Error in expression: the id {name} is not in the request")
        if name in self.busy:
            raise invalid(f"Error in expression: {name} asks for itself")
        self.busy.add(name)
        made = self._expression(query) if query.get("Expression") else self._points(query)
        self.busy.discard(name)
        self.done[name] = made
        return made

    def _metric(self, query):
        wanted = query.get("MetricStat", {}).get("Metric", {})
        dimensions = tuple(sorted((d["Name"], d["Value"]) for d in wanted.get("Dimensions") or ()))
        return metrics_of(self.asked.account, self.asked.region).get(
            (wanted.get("Namespace"), wanted.get("MetricName"), dimensions))

    def _points(self, query):
        stat = query.get("MetricStat")
        if not stat:
            raise invalid("Each query needs a MetricStat or an Expression.")
        period, name = _period(stat.get("Period")), stat.get("Stat") or ""
        if name not in STATS and not name.startswith(("p", "tm", "wm")):
            raise invalid(f"The value {name} for parameter Stat is not supported.")
        metric = self._metric(query)
        if metric is None:
            return {}
        ills = self.asked.front.ailments.of(metric.key)
        return metric.points(self.start, self.end, period, name, ills, self.now_s)

    def _junk(self, query):
        metric = self._metric(query)
        return metric_rows.JUNK_OF.get(metric.key) if metric else None

    def _expression(self, query):
        return metric_math.Expression(
            query["Expression"], self._value, self._every, self._period_of, self._times()).value()

    def _every(self, part):
        return [self._value(q["Id"]) for q in self.queries
                if q.get("MetricStat") and part in q["Id"]]

    def _period_of(self, name):
        return _period(self.by_id.get(name, {}).get("MetricStat", {}).get("Period"))

    def _times(self):
        periods = [_period(q["MetricStat"]["Period"]) for q in self.queries if q.get("MetricStat")]
        step = min(periods, default=60)
        return range(int(self.start // step) * step, int(min(self.end, self.now_s)), step)

    def _page(self, results):
        most = min(int(self.params.get("MaxDatapoints") or MOST_POINTS), MOST_POINTS)
        at, skip = self._place()
        newest_first = self.params.get("ScanBy") != "TimestampAscending"
        page, room = [], most
        while at < len(results):
            name, label, pairs = results[at]
            pairs = pairs[::-1] if newest_first else pairs
            part = pairs[skip:skip + room]
            whole = skip + len(part) == len(pairs)
            if not part and pairs[skip:]:
                break
            page.append(_result(name, label, part, whole))
            room -= len(part)
            if not whole:
                skip += len(part)
                break
            at, skip = at + 1, 0
        token = self._token(at, skip) if at < len(results) else None
        return with_token({"MetricDataResults": page, "Messages": []}, "NextToken", token)

    def _seal(self):
        text = json.dumps([self.queries, self.start, self.end], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _token(self, at, skip):
        return base64.urlsafe_b64encode(f"{at}.{skip}.{self._seal()}".encode()).decode()

    def _place(self):
        token = self.params.get("NextToken")
        if not token:
            return 0, 0
        try:
            at, skip, seal = base64.urlsafe_b64decode(token).decode().split(".")
            if seal == self._seal():
                return int(at), int(skip)
        except ValueError:
            pass
        raise AwsError("InvalidNextToken", "The next token is not one of this request.", 400)


def _result(name, label, pairs, whole):
    return {"Id": name, "Label": label,
            "Timestamps": [datetime.datetime.fromtimestamp(at, clock.UTC) for at, _ in pairs],
            "Values": [value for _, value in pairs], "StatusCode": "Complete" if whole else "PartialData"}


def _label(query):
    return query.get("MetricStat", {}).get("Metric", {}).get("MetricName") or query["Id"]


def _seconds(params, name):
    value = params.get(name)
    if value is None:
        raise invalid(f"The parameter {name} is required.")
    if isinstance(value, str) and not value.replace(".", "").isdigit():
        try:
            return clock.parse(value).timestamp()
        except ValueError:
            raise invalid(f"The parameter {name} is no time.") from None
    return float(value)


def _period(value):
    try:
        period = int(value)
    except (TypeError, ValueError):
        raise invalid("The parameter Period is required.") from None
    if period <= 0 or period % 60:
        raise invalid("The parameter Period must be a multiple of 60.")
    return period


def _true(value):
    return value not in (False, "false")


# ListMetrics

@answers("monitoring", "ListMetrics")
def list_metrics(asked):
    space, name = asked.params.get("Namespace"), asked.params.get("MetricName")
    wanted = [(d.get("Name"), d.get("Value")) for d in asked.params.get("Dimensions") or ()]
    found = [{"Namespace": s, "MetricName": m, "Dimensions": [{"Name": n, "Value": v} for n, v in d]}
             for s, m, d in metrics_of(asked.account, asked.region)
             if space in (None, s) and name in (None, m)
             and all(any(n == one[0] and v in (None, one[1]) for one in d) for n, v in wanted)]
    page, token = asked.page(found, 500, "MaxRecords", "NextToken")
    return with_token({"Metrics": page}, "NextToken", token)

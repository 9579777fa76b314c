"""What an installation leaves in its metadata bucket (docs/metadata.md), for a day until now.

Deterministic but for the time.  STORIES says what each installation went through; one that is
not named there has no such bucket."""

import datetime
import gzip
import json

from moto.s3.models import s3_backends

PREFIX = "candor/"
HOURS = 24
FUNCTIONS = ("ingest-parse", "ingest-enrich", "warehouse-load", "api-handler")
METRICS = (("rows_per_second", "Count/Second", 12.0), ("queue_depth", "Count", 40.0),
           ("queue_oldest", "Seconds", 6.0))


def bucket(place):
    return f"{place.name}-metadata"


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def key(kind, at, name="w1"):
    """`kind` is "lambda" or "metrics"; the time is when the object is written."""
    return f"{PREFIX}v1/{kind}/{at:%Y/%m/%d/%H%M}Z-{name}.jsonl.gz"


def packed(lines):
    """JSON Lines, gzip; the same bytes for the same lines."""
    text = "".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n"
                   for line in lines)
    return gzip.compress(text.encode(), mtime=0)


def run(function, start, end, *, runs=120, errors=0, throttles=0, p50=180, p95=620, most=1400,
        loaded=0, rejected=None):
    """One line: what a function did from start to end."""
    line = {"v": 1, "type": "lambda", "function": function, "start": stamp(start),
            "end": stamp(end), "runs": runs, "errors": errors, "throttles": throttles,
            "duration_ms": {"p50": p50, "p95": p95, "max": most}}
    if loaded or rejected:
        line["rows"] = {"loaded": loaded, "rejected": rejected or {}}
    return line


def metric(name, unit, start, end, value, spread=0.2):
    return {"v": 1, "type": "metric", "name": name, "unit": unit, "start": stamp(start),
            "end": stamp(end), "n": 60, "min": round(value * (1 - spread), 3),
            "max": round(value * (1 + spread), 3), "avg": value, "last": value}


def put(account, region, name, where, body):
    s3_backends[account]["aws"].put_object(name, where, body, encryption=None)


def plant(installations, now):
    for name, story in STORIES.items():
        place = installations.get(name)
        if place:
            s3_backends[place.account]["aws"].create_bucket(bucket(place), place.region)
            story(place, now)


def hours(now, last=0):
    """(start, end) of each hour until `last` hours ago, oldest first."""
    top = now.replace(minute=0, second=0, microsecond=0)
    for ago in range(HOURS, last - 1, -1):
        end = top - datetime.timedelta(hours=ago)
        yield end - datetime.timedelta(hours=1), end


def _write(place, kind, end, body, name="w1"):
    written = end + datetime.timedelta(minutes=2)
    put(place.account, place.region, bucket(place), key(kind, written, name), body)


def _day(place, now, of_hour, last=0):
    for start, end in hours(now, last):
        if end + datetime.timedelta(minutes=2) > now:
            continue
        ago = int((now - end).total_seconds() // 3600)
        _write(place, "lambda", end, packed(of_hour(ago, start, end)))
        _write(place, "metrics", end, packed(
            [metric(n, u, start, end, v) for n, u, v in METRICS]))


def _usual(start, end):
    return [run(f, start, end, loaded=5400 if f == "warehouse-load" else 0) for f in FUNCTIONS]


def healthy(place, now):
    _day(place, now, lambda ago, start, end: _usual(start, end))


def loader_breaks(place, now):
    """Rows are rejected since a while ago, more and more; the loader fails in its runs."""
    rejected = {0: {"1204": 96, "1207": 8}, 1: {"1204": 58, "1207": 10}, 2: {"1204": 34},
                9: {"1207": 5}, 10: {"1207": 1}, 17: {"1202": 2}}

    def of_hour(ago, start, end):
        lines = _usual(start, end)
        if ago in rejected:
            lines[2] = run("warehouse-load", start, end, runs=120, errors=[41, 22, 6][ago]
                           if ago < 3 else 0, p95=4100 if ago < 3 else 640, most=28000,
                           loaded=5400 - 900 * (3 - min(ago, 3)), rejected=rejected[ago])
        return lines
    _day(place, now, of_hour)


def stopped(place, now):
    """The writer went silent seven hours ago."""
    _day(place, now, lambda ago, start, end: _usual(start, end), last=7)


def hostile(place, now):
    """Objects that are not what they should be, beside good ones."""
    _day(place, now, lambda ago, start, end: _usual(start, end) + [
        {"v": 1, "type": "lambda", "function": "\x1b[31mred\x1b[0m \u202eevil", "runs": -1}])
    good = packed(_usual(now - datetime.timedelta(hours=1), now))
    at = now.replace(second=0, microsecond=0) - datetime.timedelta(minutes=3)
    name = bucket(place)
    bomb = gzip.compress(b" " * (64 << 20), mtime=0)
    for word, body in (
            ("truncated", good[:len(good) // 2]), ("plain", b"not gzip at all\n"),
            ("html", gzip.compress(b"<html>502 Bad Gateway</html>\n", mtime=0)),
            ("bomb", bomb), ("large", b"\x1f\x8b" + bytes(2 << 20)), ("empty", b"")):
        put(place.account, place.region, name, key("lambda", at, word), body)
    put(place.account, place.region, name, PREFIX + "v1/lambda/notes.txt", b"hello")


STORIES = {"aurora-prod-eu": loader_breaks, "aurora-prod-us": healthy,
           "shinonome-prod-jp": healthy, "shinonome-dr-jp": stopped, "aurora-lab-us": hostile}

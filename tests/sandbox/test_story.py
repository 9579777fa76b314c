"""The story: a deploy breaks a loader, everything shows it, and a repair ends it."""

import base64
import gzip
import http.server
import json
import threading

import pytest
from cryptography.hazmat.primitives import serialization

from . import beats, fleet, story
from .harness import keys_of, utc

PLACE = fleet.chosen()[story.INSTALLATION]
STACK = f"{PLACE.name}-loader"
LOADER = {"installation": PLACE.name, "agent": "loader"}


@pytest.fixture
def sandbox(running):
    yield running
    running.control("POST", "story/start", {"ago_s": 7200})
    running.control("POST", "story/repair", {"ago_s": 3600})
    running.control("DELETE", "beats")


class Seen:
    """What an operator's calls show of the installation."""

    def __init__(self, running):
        self._running = running
        self._keys = keys_of(running.enter(PLACE.name))

    def client(self, service):
        return self._running.client(service, self._keys, PLACE.region)

    def metric(self, space, name, part, minutes=30):
        """Values of the whole minutes, newest first."""
        client = self.client("cloudwatch")
        metric = next(m for m in client.list_metrics(Namespace=space, MetricName=name)["Metrics"]
                      if part in m["Dimensions"][0]["Value"])
        stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
        reply = client.get_metric_data(StartTime=utc(minutes=-minutes), EndTime=utc(), MetricDataQueries=[
            {"Id": "a", "MetricStat": stat}])
        return reply["MetricDataResults"][0]["Values"][1:]

    def alarm(self):
        alarms = self.client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {a["StateValue"] for a in alarms if "LoadAlarm" in a["AlarmName"]}

    def others(self):
        alarms = self.client("cloudwatch").describe_alarms(StateValue="ALARM")["MetricAlarms"]
        return [a["AlarmName"] for a in alarms if "LoadAlarm" not in a["AlarmName"]]

    def stack(self):
        return self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]

    def beats(self):
        return LOADER in self._running.control("GET", "beats")["due"]


@pytest.fixture
def seen(sandbox):
    return Seen(sandbox)


def test_before_it_all_is_well(running):
    seen = Seen(running)
    assert seen.alarm() == {"OK"} and seen.beats() and not seen.others()
    assert set(seen.metric("AWS/Lambda", "Errors", "LoadFunction")) <= {0.0}
    assert running.control("GET", "story")["steps"] == []


def test_the_steps_come_one_after_the_other(sandbox, seen):
    """The start lies back in time by so many paces; nothing waits."""
    for paces, status, beats_come, alarm in (
            (0.5, "UPDATE_IN_PROGRESS", True, "OK"), (1.5, "UPDATE_COMPLETE", True, "OK"),
            (2.5, "UPDATE_COMPLETE", True, "OK"), (3.5, "UPDATE_COMPLETE", False, "OK"),
            (4.5, "UPDATE_COMPLETE", False, "ALARM")):
        sandbox.control("POST", "story/start", {"ago_s": paces * 600, "pace_s": 600})
        assert seen.stack()["StackStatus"] == status, paces
        assert (seen.beats(), seen.alarm()) == (beats_come, {alarm}), paces


def test_the_evidence(sandbox, seen):
    told = sandbox.control("POST", "story/start", {"ago_s": 1200, "pace_s": 60})
    assert all(step["done"] for step in told["steps"]) and not told["over"]
    errors = seen.metric("AWS/Lambda", "Errors", "LoadFunction")
    assert errors[0] == 18 and errors[-1] == 0
    assert sum(v > 0 for v in errors) in (17, 18, 19)  # since the third step
    rows = seen.metric("Nordlys/Loader", "RowsLoaded", PLACE.name)
    assert rows[0] < 0.02 * rows[-1]
    assert seen.metric("Nordlys/Loader", "RowsRejected", PLACE.name)[0] == 96
    waiting = seen.metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "LoadQueue")
    assert waiting[0] > 500 and waiting[0] > waiting[5] > waiting[-1]
    function = next(f for f in seen.client("lambda").list_functions()["Functions"]
                    if "LoadFunction" in f["FunctionName"])
    assert function["LastModified"] > utc(minutes=-25).strftime("%Y-%m-%dT%H:%M:%S")
    assert {"OutputKey": "Version", "OutputValue": "2026.12.0"} in seen.stack()["Outputs"]
    events = seen.client("cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
    times = [e["Timestamp"] for e in events]
    assert times == sorted(times, reverse=True) and events[0]["ResourceStatus"] == "UPDATE_COMPLETE"


def test_the_summaries_tell_rejected_rows(sandbox, seen):
    sandbox.control("POST", "story/start", {"ago_s": 600})
    seen.stack()
    s3, bucket = seen.client("s3"), f"{PLACE.name}-metadata"
    names = [o["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
             for o in page["Contents"] if "-story" in o["Key"]]
    lines = [json.loads(line) for line in gzip.decompress(
        s3.get_object(Bucket=bucket, Key=names[-1])["Body"].read()).splitlines()]
    assert any(line.get("rows", {}).get("rejected") for line in lines)


def test_the_repair_makes_all_quiet(sandbox, seen):
    sandbox.control("POST", "story/start", {"ago_s": 3000, "pace_s": 60})
    told = sandbox.control("POST", "story/repair", {"ago_s": 1200})
    assert told["over"]
    assert seen.alarm() == {"OK"} and seen.beats()
    errors = seen.metric("AWS/Lambda", "Errors", "LoadFunction", minutes=60)
    assert errors[0] == 0 and max(errors) == 18 and errors[-1] == 0
    assert seen.stack()["StackStatus"] == "UPDATE_COMPLETE"
    assert {"OutputKey": "Version", "OutputValue": "2026.12.1"} in seen.stack()["Outputs"]
    history = seen.client("cloudwatch").describe_alarm_history(ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert [h["HistorySummary"].split()[-1] for h in history if "LoadAlarm" in h["AlarmName"]] == ["ALARM", "OK"]


def test_a_stepped_clock_moves_it(sandbox):
    """Nothing sleeps: the server's clock is set on."""
    sandbox.control("POST", "story/start", {"pace_s": 100})
    done = []
    for offset in range(0, 700, 100):
        sandbox.control("POST", "clock", {"offset_s": offset})
        done.append(sum(step["done"] for step in sandbox.control("GET", "story")["steps"]))
    sandbox.control("POST", "clock", {"offset_s": 0})
    assert done == [1, 2, 3, 4, 5, 6, 6]


def test_no_repair_without_a_story(tmp_path):
    from .clock import Clock
    with pytest.raises(ValueError, match="no story"):
        story.Story().repair(Clock().now())


# Heartbeats

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.beats.append((self.path, self.headers["Candor-Signature"], body))
        self.server.came.set()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.beats, server.came = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def first_round(sandbox, receiver, wanted):
    """The beats of the first round: from then on the next is an hour away."""
    sandbox.control("POST", "beats", {"url": f"http://127.0.0.1:{receiver.server_port}", "every_s": 3600})
    while len(receiver.beats) < wanted:
        assert receiver.came.wait(60)
        receiver.came.clear()
    return {(d["installation"], d["agent"]): (path, sign, body, d) for path, sign, body in receiver.beats
            for d in [json.loads(body)]}


def test_beats_are_signed_with_the_key_whose_public_half_is_written(sandbox, receiver):
    due = sandbox.control("GET", "beats")["due"]
    got = first_round(sandbox, receiver, len(due))
    assert len(got) == len(due) == 2 * len(fleet.INSTALLATIONS) - 1
    for (name, agent), (path, sign, body, told) in got.items():
        pem = open(f"{sandbox.directory}/config/candor/{name}.pub", "rb").read()
        public = serialization.load_pem_public_key(pem)
        public.verify(base64.b64decode(sign.removeprefix("ed25519=")), body)
        assert path == "/v1/beat" and set(told) == {"v", "installation", "agent", "version", "seq", "at", "status"}
    assert ("aurora-lab-us", "agent") not in got
    assert got["shinonome-test-sg", "loader"][3]["status"] == "degraded"


def test_the_loader_of_the_story_is_silent(sandbox, receiver):
    sandbox.control("POST", "story/start", {"ago_s": 600})
    due = sandbox.control("GET", "beats")["due"]
    got = first_round(sandbox, receiver, len(due))
    assert (PLACE.name, "loader") not in got and (PLACE.name, "agent") in got


def test_keys_are_the_same_in_each_run():
    assert beats.public_pem("x") == beats.public_pem("x") != beats.public_pem("y")

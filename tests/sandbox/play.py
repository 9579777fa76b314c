"""For scripts/demo: calls of the control API, and the story played by itself (--story)."""

import json
import os
import time
import urllib.request

QUIET_S = 25  # before the deploy: all is well
SICK_S = 60  # between the alarm and the repair
PACE_S = 8


def control(method, what, body=None):
    """One call of the control API of the sandbox that the environment names."""
    url = f"{os.environ['SANDBOX_CONTROL']}/_sandbox/{what}"
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as reply:
        return json.load(reply)


def main():
    time.sleep(QUIET_S)
    told = control("POST", "story/start", {"pace_s": PACE_S})
    _say(told["steps"])
    time.sleep(len(told["steps"]) * PACE_S + SICK_S)
    _say(control("POST", "story/repair", {"pace_s": PACE_S})["steps"])
    return 0


def _say(steps):
    for step in steps:
        print(step["at"], step["step"], flush=True)

"""The values of a metric: from a seed, the clock and what ails it.  Same question, same answer."""

import math
import random
import zlib

from . import metric_rows
from .metric_rows import COUNT, FLAT, GAUGE, RARE

NOISES = 4096
_random = random.Random("candor sandbox")
NOISE = [_random.gauss(0, 1) for _ in range(NOISES)]
DAY = [1 + 0.45 * math.cos((minute - 13 * 60) / 1440 * 2 * math.pi) for minute in range(1440)]
ZONES = {"ap": 8 * 60, "us": -7 * 60, "eu": 60}  # minutes that the day is ahead of UTC
MONTH_S = 15 * 86400  # so long are minutes kept
NAN, INFINITE = float("nan"), float("inf")
OVER = {"p50": 0.3, "p75": 0.5, "p90": 0.7, "p95": 0.85, "p99": 1.2, "Maximum": 1.6}


class Metric:
    """One metric of one thing."""

    def __init__(self, thing, row, dimensions):
        self.thing = thing
        self.row = row
        self.dimensions = dimensions  # of (name, value), sorted
        self.key = (thing.installation, thing.logical, row.name)
        self.number = zlib.crc32(f"{thing.id} {row.name}".encode())
        self.scale = 0.6 + (self.number >> 8) % 800 / 1000
        self.zone = ZONES.get(thing.region[:2], 0)
        if thing.logical in metric_rows.NO_MESSAGES:
            self.scale = 0
        if row.kind == FLAT:
            self.scale = 1

    def usual(self, minute):
        """The value of one minute (since 1970) while all is well; None: no data."""
        row = self.row
        if row.kind == RARE:
            return None
        if row.gappy and (minute + self.number) % 1440 < 6:
            return None
        if row.kind == FLAT:
            return row.base
        noise = NOISE[(minute * 2654435761 + self.number) % NOISES]
        value = row.base * self.scale * DAY[(minute + self.zone) % 1440] * (1 + 0.08 * noise)
        if row.kind == COUNT:
            return float(max(0, round(value)))
        return max(0.0, value if row.unit != "Percent" else min(value, 99.5))

    def at(self, minute, ailments, now_s):
        """The value of one minute with what ails it; of a minute that is not over, its part."""
        value = self.usual(minute)
        start = minute * 60
        for ill in ailments:
            part = (min(ill.end, start + 60, now_s) - max(ill.start, start)) / 60
            if part > 0:
                value = _ail(value or 0.0, ill, min(1.0, part), minute)
                if self.row.kind in (COUNT, RARE):
                    value = float(round(value))
        if value is not None and self.row.kind == COUNT and start + 60 > now_s:
            value = float(int(value * (now_s - start) / 60))
        return value

    def points(self, start_s, end_s, period_s, stat, ailments, now_s):
        """{start of a period: value}, without those of which there is no data."""
        first = int(start_s // period_s) * period_s
        last = min(end_s, now_s)
        born = self.thing.made.timestamp()
        found = {}
        for at in range(first, math.ceil(last), period_s):
            if at + period_s <= born or (period_s < 300 and at < now_s - MONTH_S):
                continue
            minutes = range(at // 60, max(at // 60 + 1, (at + period_s) // 60))
            values = [v for m in minutes if m * 60 < now_s
                      and (v := self.at(m, ailments, now_s)) is not None]
            if values:
                found[at] = self._stat(values, stat)
        return found

    def _stat(self, values, stat):
        average = sum(values) / len(values)
        if stat == "SampleCount":
            return float(len(values))
        if stat == "Sum":
            return sum(values) if self.row.kind in (COUNT, RARE) else average * len(values)
        if stat == "Minimum":
            return min(values)
        if stat in OVER:
            top = max(values) if stat == "Maximum" else average
            return top * (1 + self.row.spread * OVER[stat])
        return average


def _ail(value, ill, part, minute):
    sick = value * ill.times + ill.add + ill.ramp * max(0.0, minute + part - ill.start / 60)
    return value + (sick - value) * part


# Junk: what a decoder must survive

def spoil(word, points):
    """[(time, value)] in ascending order, made bad."""
    pairs = sorted(points.items())
    if word == "nan":
        return [(at, (NAN, INFINITE, -INFINITE, value)[n % 4]) for n, (at, value) in enumerate(pairs)]
    if word == "huge":
        return [(at, (1.7976931348623157e308, -1e300, 5e-324, value)[n % 4]) for n, (at, value) in enumerate(pairs)]
    if word == "order":
        return pairs[::2] + pairs[1::2] + pairs[:1]
    if word == "missing":
        return [pair for n, pair in enumerate(pairs) if n % 7 in (0, 3)]
    return pairs

"""The server's clock.  Every other module asks it, so that one offset skews them all."""

import datetime
import time

UTC = datetime.timezone.utc


class Clock:
    def __init__(self, offset_s=0.0):
        self.offset_s = float(offset_s)

    def now(self):
        """What the server believes the time is, in UTC."""
        return self.real() + datetime.timedelta(seconds=self.offset_s)

    @staticmethod
    def real():
        """The machine's own time: MFA devices do not share a server's mistake."""
        return datetime.datetime.fromtimestamp(time.time(), UTC)


def iso(moment):
    """CloudTrail's and STS's form: seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def basic(moment):
    """The form of X-Amz-Date."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def parse(text):
    """Read ISO 8601 (with Z, an offset, or none, which means UTC) or X-Amz-Date."""
    for form in ("%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            return datetime.datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""What the story leaves in the metadata bucket of its installation."""

import datetime

from . import metadata_writer as writer

REJECTED = {"1204": 96, "1207": 8}


def tell(place, at, well):
    """An object about the ten minutes before `at`: rows were rejected, or all went well."""
    start = at - datetime.timedelta(minutes=10)
    usual = {"loaded": 900, "runs": 20}
    bad = {"loaded": 4, "runs": 20, "errors": 17, "p95": 4100, "most": 28000, "rejected": REJECTED}
    lines = [writer.run(name, start, at, **(usual if well or name != "warehouse-load" else bad))
             for name in writer.FUNCTIONS]
    word = "story-well" if well else "story"
    writer.put(place.account, place.region, writer.bucket(place), writer.key("lambda", at, word),
               writer.packed(lines))

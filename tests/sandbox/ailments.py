"""What ails which metric when: the seed's tables, and the story's part."""

from . import metric_rows
from .metric_rows import Ailment


class Ailments:
    def __init__(self, seeded_s, story):
        self._seeded_s = seeded_s
        self._story = story
        self._held = {}
        for key, rows in metric_rows.SINCE.items():
            self._held[key] = [self._made(*row) for row in rows]

    def _made(self, before_min, lasts_min, effect):
        start = self._seeded_s - before_min * 60
        return Ailment(start, start + lasts_min * 60 if lasts_min else metric_rows.FOREVER, **effect)

    def of(self, key):
        """Of (installation, logical id, metric): oldest first."""
        return self._held.get(key, []) + self._story.ailments(key)

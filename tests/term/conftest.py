"""candor in tmux, against a sandbox of its own."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [ROOT, os.path.join(ROOT, "tests", "flow")]

for _name in [n for n in os.environ if n.startswith(("AWS_", "XDG_", "TMUX", "CANDOR_SYNC"))]:
    del os.environ[_name]

from operator_ import Operator  # noqa: E402
from tests.sandbox.harness import Sandbox  # noqa: E402


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory):
    running = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.stop()


@pytest.fixture
def operator(sandbox, tmp_path):
    """Somebody at a terminal with a fresh home directory."""
    return Operator(sandbox, tmp_path)

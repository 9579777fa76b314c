"""candor's verbs and its console against a sandbox of their own."""

import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, ROOT)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

for _name in [n for n in os.environ if n.startswith(("AWS_", "XDG_"))]:
    del os.environ[_name]  # whoever runs the tests may have sourced a sandbox's env

from operator_ import Operator  # noqa: E402
from tests.sandbox.harness import Sandbox  # noqa: E402


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running):
    yield running
    running.control("DELETE", "faults")
    running.control("POST", "clock", {"offset_s": 0})
    running.control("POST", "page_size", {})


@pytest.fixture
def operator(sandbox, tmp_path):
    """Somebody at a terminal with a fresh home directory."""
    return Operator(sandbox, tmp_path)

"""One sandbox for each test module, cleaned of faults and skew after each test."""

import os

import pytest

from .harness import Sandbox, keys_of

for _name in [n for n in os.environ if n.startswith("AWS_")]:
    del os.environ[_name]  # whoever runs the tests may have sourced a sandbox's env


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


@pytest.fixture(scope="module")
def entered(running):
    """Keys of a session in aurora-prod-eu, mode observe."""
    return keys_of(running.enter())

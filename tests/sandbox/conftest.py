"""One sandbox for each test module, cleaned of faults and skew after each test."""

import pytest

from .harness import Sandbox, keys_of


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

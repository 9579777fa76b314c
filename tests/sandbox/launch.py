"""Starts the three servers in one process, and stops them."""

import os
import threading

from . import answers, cfn_reads, certs, clock, files, fleet, metadata_writer, seed
from .control import Control
from .faults import Faults
from .front import Front
from .moto_app import MotoApp
from .server import AwsHandler, ControlHandler, Server
from .trail import Trail


class Running:
    def __init__(self, directory, servers):
        self.directory = directory
        self._servers = servers
        for server in servers.values():
            # The interval is for shutdown() alone, which is never asked: no idle wake-ups.
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 3600},
                             daemon=True).start()

    @property
    def ports(self):
        return {name: server.port for name, server in self._servers.items()}

    def stop(self):
        """Close the ports and take back what says that we are up; the process then ends."""
        for server in self._servers.values():
            server.server_close()
        for name in ("pid", "env"):
            path = os.path.join(self.directory, name)
            if os.path.exists(path):
                os.unlink(path)


def start(directory, extra=0):
    """Serve from `directory` (absolute); returns when every port answers."""
    os.umask(0o077)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    the_clock = clock.Clock()
    front = Front(the_clock, MotoApp(), Trail(os.path.join(directory, "trail"), the_clock), Faults())
    installations = fleet.chosen(extra)
    seeded = _seed_time(the_clock)
    seed.plant(front, installations, seeded)
    metadata_writer.plant(installations, seeded)
    front.begins(installations, seeded)
    answers.load()
    size = os.environ.get("CANDOR_SANDBOX_PAGE_SIZE")
    cfn_reads.page_size_override = int(size) if size else None
    tls = certs.make(directory)
    common = {"clock": the_clock, "front": front}
    running = Running(directory, {
        "http": Server(AwsHandler, **common),
        "https": Server(AwsHandler, tls, **common),
        "control": Server(ControlHandler, control=Control(front, installations), **common),
    })
    with open(os.path.join(directory, "pid"), "w", encoding="ascii") as handle:
        handle.write(f"{os.getpid()}\n")
    files.write_all(directory, installations, running.ports)
    return running


def _seed_time(the_clock):
    """CANDOR_SANDBOX_NOW fixes the times of stacks and events; the server's clock stays real."""
    fixed = os.environ.get("CANDOR_SANDBOX_NOW")
    at = clock.parse(fixed) if fixed else the_clock.now()
    return at.replace(microsecond=at.microsecond // 1000 * 1000)  # AWS tells milliseconds

"""python -m tests.sandbox serve|mfa: run the sandbox in the foreground; print jo's MFA code.

python -m tests.sandbox play | control METHOD WHAT [JSON]: in one that runs (SANDBOX_CONTROL)."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time

from . import fleet, play, totp


def main(arguments):
    if arguments[:1] == ["play"]:
        return play.main()
    if arguments[:1] == ["control"]:
        print(play.control(*arguments[1:3], *map(json.loads, arguments[3:4])))
        return 0
    _forget_the_caller()
    options = _parse(arguments)
    if options.command == "mfa":
        print(totp.code(fleet.JO.mfa_seed, time.time()))
        return 0
    return serve(options)


def _forget_the_caller():
    """Whoever starts it may have an AWS profile, region or endpoint of their own, or those of
    a sandbox that is gone: only CANDOR_SANDBOX_* is meant for this program."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "CANDOR_")) and not name.startswith("CANDOR_SANDBOX_"):
            del os.environ[name]


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description=__doc__)
    parser.add_argument("command", choices=("serve", "mfa"), nargs="?", default="serve")
    parser.add_argument("--dir", default=os.environ.get("CANDOR_SANDBOX_DIR", "build/sandbox"))
    parser.add_argument("--installations", type=int, metavar="N", default=0,
                        help="add N generated healthy installations")
    parser.add_argument("--verbose", action="store_true", help="log every request")
    return parser.parse_args(arguments)


def serve(options):
    from . import launch  # imports moto, which `mfa` should not wait for
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING,
                        format="%(asctime)s %(name)s %(message)s")
    running = launch.start(os.path.abspath(options.dir), options.installations)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

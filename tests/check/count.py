#!/usr/bin/env python3
"""Add up the steps and the tests of one run of scripts/test.

A step that ran tests leaves NAME.xml (JUnit) beside its log and counts as its
tests; any other step counts as one.  A step that failed without a failing test
counts as one failure.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET


def junit(path):
    passed = failed = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None or case.get("status") == "notrun"
        failed += bad
        passed += not bad and not skipped
    return passed, failed


def main(folder):
    passed = failed = 0
    for line in (folder / "steps").read_text().splitlines():
        word, name = line.split()
        p = f = 0
        xml = folder / f"{name}.xml"
        if xml.exists():
            p, f = junit(xml)
        if word != "ok" and f == 0:
            f = 1
        if word == "ok" and p == 0:
            p = 1
        passed += p
        failed += f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(pathlib.Path(sys.argv[1])))

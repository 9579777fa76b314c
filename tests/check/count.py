#!/usr/bin/env python3
"""Add up the steps and the tests of one run of scripts/test.

A step that ran tests leaves NAME.xml (JUnit) beside its log and counts as its
tests; any other step counts as one.  A step that failed without a failing test
counts as one failure, and so does one whose tests cannot be read or were all
skipped.
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
        xml = folder / f"{name}.xml"
        p, f = (1, 0)
        if xml.exists():
            try:
                p, f = junit(xml)
            except ET.ParseError:
                p = f = 0
        if f == 0 and (word != "ok" or p == 0):
            p, f = (p if xml.exists() else 0, 1)
        passed += p
        failed += f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(pathlib.Path(sys.argv[1])))

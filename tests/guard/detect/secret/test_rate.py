"""False alarms of the detectors that look at values, on a body of real code: Python's standard library."""

import sysconfig
from pathlib import Path

import pytest

from guard.detect.patterns import PatternGroup
from guard.detect.secret.high_entropy_string import HIGH_ENTROPY_STRING
from guard.detect.secret.password_assignment import PASSWORD_ASSIGNMENT
from guard.detect.secret.password_field import PASSWORD_FIELD
from guard.types import Finding, Text

ENOUGH = 0.4
PER_MEGABYTE = 1.0


@pytest.mark.slow
def test_code_gives_next_to_no_findings():
    group = PatternGroup([PASSWORD_ASSIGNMENT, PASSWORD_FIELD, HIGH_ENTROPY_STRING])
    size = alarms = 0
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        code = path.read_text("utf-8", errors="replace")
        size += len(code)
        results = list(group.detect(0, Text("", code)))
        assert all(isinstance(each, Finding) for each in results), results
        alarms += sum(isinstance(each, Finding) and each.score >= ENOUGH for each in results)
    assert size > 1_000_000
    assert alarms / (size / 1_000_000) < PER_MEGABYTE

"""Predicates from python-stdnum: imported when first asked, and never raise."""

import random  # noqa: TID251  # seeded
import subprocess
import sys

import pytest
import regex
from sample import sample

from guard.detect.checked import stdnum
from guard.detect.patterns import PatternDetector
from guard.detect.pii import DETECTORS
from guard.detect.secret import SECRETS


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("nl.bsn", "111222333", True),
        ("nl.bsn", "111222334", False),
        ("lei", "nonsense", False),
        ("luhn", "", False),
    ],
)
def test_checks(name: str, value: str, valid: bool):
    assert stdnum(name)(value) is valid


def test_nothing_is_imported_before_a_value_asks():
    code = "import sys; import guard.detect.pii; print([name for name in sys.modules if name.startswith('stdnum')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("detector", [*DETECTORS, *SECRETS], ids=lambda each: each.name)
def test_no_predicate_raises_on_what_its_patterns_match(detector: PatternDetector):
    choose = random.Random(detector.name)
    for pattern in detector.patterns:
        for _ in range(10):
            value = sample(pattern.source, choose)
            for match in regex.finditer(pattern.source, value, detector.flags):
                assert detector.validate(match.group(pattern.group)) in (True, False, None)

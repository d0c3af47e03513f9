"""Financial instrument global identifier (FIGI): two consonants, G, eight signs without vowels, a check digit.

https://www.openfigi.com/about/figi
"""

import regex

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[B-DF-HJ-NP-TV-Z0-9]"

FIGI = PatternDetector(
    "FIGI",
    [Pattern(rf"(?<![\w/+=-])[B-DF-HJ-NP-TV-Z]{{2}}G{_SIGN}{{8}}[0-9](?![\w/+=-])", 0.1, valid=0.8)],
    context=("figi", "openfigi", "bbgid"),
    validate=stdnum("figi"),
    checks="mod 10",
    source="https://www.openfigi.com/about/figi",
    flags=regex.DOTALL | regex.MULTILINE,
)

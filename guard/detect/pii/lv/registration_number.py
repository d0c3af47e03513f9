"""Latvian registration number of companies: eleven digits from 4, 5 or 9 on, with a check digit.

https://www.ur.gov.lv/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

LV_REGISTRATION_NUMBER = PatternDetector(
    "LV_REGISTRATION_NUMBER",
    [
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[459]0[0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "reģistrācijas numurs",
        "reģistrācijas nr",
        "reģ.nr",
        "reģ. nr",
        "reg.nr",
        "reg. nr",
        "vienotais reģistrācijas numurs",
        "registration number",
        "company number",
    ),
    validate=stdnum("lv.pvn"),
    checks="mod 11",
    source="https://www.ur.gov.lv/",
    country="lv",
)

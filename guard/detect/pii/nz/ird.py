"""New Zealand tax number (IRD): eight or nine digits, the last one checks.

https://www.ird.govt.nz/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NZ_IRD = PatternDetector(
    "NZ_IRD",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2,3}-[0-9]{3}-[0-9]{3}(?![\w/-]|\.[0-9])", 0.2, valid=0.5),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{2,3} [0-9]{3} [0-9]{3}(?![\w/-]|[ .][0-9])", 0.05, valid=0.3
        ),
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{8,9}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "ird",
        "ird number",
        "ird no",
        "gst number",
        "gst no",
        "inland revenue",
        "tax number",
        "te tari taake",
    ),
    validate=stdnum("nz.ird"),
    checks="mod 11",
    source="https://www.ird.govt.nz/",
    country="nz",
)

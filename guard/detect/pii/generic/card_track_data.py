"""Magnetic stripe data of a payment card: track 1 or track 2 with the card's number, which passes Luhn.

https://en.wikipedia.org/wiki/ISO/IEC_7813
"""

import re

from guard.detect.patterns import Pattern, PatternDetector


def _valid(track: str) -> bool | None:
    from stdnum import luhn

    first = re.search("[0-9]{12,19}", track)
    return True if first and luhn.is_valid(first.group()) else None


_MONTH = "(?:0[1-9]|1[0-2])"

CARD_TRACK_DATA = PatternDetector(
    "CARD_TRACK_DATA",
    [
        Pattern(rf"%B[0-9]{{12,19}}\^[^\^%?\n]{{2,26}}\^[0-9]{{2}}{_MONTH}[0-9]{{3}}[^?\n]{{0,40}}\?", 0.8),
        Pattern(rf";[0-9]{{12,19}}=[0-9]{{2}}{_MONTH}[0-9]{{3,23}}\?", 0.8),
        # Track 2 without its sentinels, as terminals and chips (tag 57) give it: only with a right number.
        Pattern(
            rf"(?<![\w-])[3-6][0-9]{{12,18}}[=D][0-9]{{2}}{_MONTH}[0-9]{{3,20}}F?(?![\w-])", 0.1, valid=0.9
        ),
    ],
    validate=_valid,
    checks="Luhn of the card number",
    source="https://en.wikipedia.org/wiki/ISO/IEC_7813",
    default=True,
)

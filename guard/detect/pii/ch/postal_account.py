"""Swiss postal account: office, number and a recursive mod 10 digit; a word must support it.

https://www.postfinance.ch/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_check = stdnum("ch.esr")


def _valid(value: str) -> bool:
    office, number, check = value.split("-")
    return _check(office + number.zfill(6) + check)


CH_POSTAL_ACCOUNT = PatternDetector(
    "CH_POSTAL_ACCOUNT",
    [
        # Without a word it may be a date.
        Pattern(r"(?<![\w./+-])[0-9]{2}-[0-9]{1,6}-[0-9](?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "postkonto",
        "postcheckkonto",
        "postscheckkonto",
        "pc konto",
        "ccp",
        "compte postal",
        "conto postale",
        "postfinance",
    ),
    validate=_valid,
    checks="recursive mod 10",
    source="https://www.postfinance.ch/",
    country="ch",
)

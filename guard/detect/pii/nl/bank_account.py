"""Dutch bank account before IBAN: nine or ten digits that pass the eleven test.

https://nl.wikipedia.org/wiki/Elfproef
"""

from guard.detect.patterns import Pattern, PatternDetector

_ELEVEN = 11


def _valid(value: str) -> bool:
    digits = [int(sign) for sign in value if sign.isdigit()]
    return sum(digit * (len(digits) - at) for at, digit in enumerate(digits)) % _ELEVEN == 0


NL_BANK_ACCOUNT = PatternDetector(
    "NL_BANK_ACCOUNT",
    [
        # With dots it may be the address of a network.
        Pattern(r"(?<![\w./+-])[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.35),
        # One bare number in eleven passes the test, so a word must support it.
        Pattern(r"(?<![\w./+-])[0-9]{9,10}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rekening",
        "rekeningnummer",
        "bankrekening",
        "bankrekeningnummer",
        "bank account",
        "account number",
    ),
    validate=_valid,
    checks="eleven test",
    source="https://nl.wikipedia.org/wiki/Elfproef",
    country="nl",
)

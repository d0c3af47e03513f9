"""Finnish electronic client identifier (SATU): eight digits and the check character of personal codes.

https://fi.wikipedia.org/wiki/Henkil%C3%B6tunnus
"""

from guard.detect.patterns import Pattern, PatternDetector

_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _valid(value: str) -> bool:
    return _CHECKS[int(value[:8]) % len(_CHECKS)] == value[8].upper()


FI_SATU = PatternDetector(
    "FI_SATU",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}[A-FHJ-NPR-Y](?![\w/-]|[.,][0-9])", 0.3, valid=0.6),
        # The check character may be a digit: then a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.35),
    ],
    context=(
        "satu",
        "satu-tunnus",
        "sähköinen asiointitunnus",
        "asiointitunnus",
        "elektronisk kommunikationskod",
        "finuid",
    ),
    validate=_valid,
    checks="mod 31",
    source="https://fi.wikipedia.org/wiki/Henkil%C3%B6tunnus",
    country="fi",
)

"""Portuguese civil identification number (BI): eight digits, then often a check digit; a word must support it.

https://pt.wikipedia.org/wiki/Bilhete_de_identidade
"""

from guard.detect.patterns import Pattern, PatternDetector

_ELEVEN, _LENGTH, _TEN = 11, 9, 10


def _valid(value: str) -> bool | None:
    digits = [int(sign) for sign in value if sign.isdigit()]
    if len(digits) < _LENGTH:
        return None
    rest = sum(digit * (_LENGTH - at) for at, digit in enumerate(digits[:-1])) % _ELEVEN
    # A check of ten is written as 0.
    return digits[-1] == (_ELEVEN - rest) % _ELEVEN % _TEN


PT_CIVIL_ID = PatternDetector(
    "PT_CIVIL_ID",
    [
        Pattern(r"(?<![\w./+-])[0-9]{7,8}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{8}[ -][0-9](?![\w-]|[.,][0-9])", 0.3, valid=0.35, needs_context=True),
    ],
    context=(
        "bilhete de identidade",
        "bi",
        "identificação civil",
        "identificacao civil",
        "número de identificação civil",
        "nic",
        "civil identification",
    ),
    validate=_valid,
    checks="mod 11",
    source="https://pt.wikipedia.org/wiki/Bilhete_de_identidade",
    country="pt",
)

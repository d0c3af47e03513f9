"""Portuguese bank account (NIB): 21 digits with a mod 97-10 check.

https://www.bportugal.pt/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_check = stdnum("iso7064.mod_97_10")


def _valid(value: str) -> bool:
    return _check("".join(sign for sign in value if sign.isdigit()))


PT_NIB = PatternDetector(
    "PT_NIB",
    [
        Pattern(
            r"(?<![\w./+-])[0-9]{4}[ .-][0-9]{4}[ .-][0-9]{11}[ .-][0-9]{2}(?![\w-]|[.,][0-9])",
            0.4,
            valid=0.95,
        ),
        # One number in 97 of this length passes.
        Pattern(r"(?<![\w./+-])[0-9]{21}(?![\w-]|[.,][0-9])", 0.1, valid=0.5),
    ],
    context=(
        "nib",
        "número de identificação bancária",
        "identificação bancária",
        "conta bancária",
        "conta bancaria",
        "bank account",
    ),
    validate=_valid,
    checks="mod 97-10",
    source="https://www.bportugal.pt/",
    country="pt",
)

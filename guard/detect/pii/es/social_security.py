"""Spanish social security number (NUSS, NAF): province, eight digits and mod 97.

https://www.seg-social.es/
"""

from guard.detect.patterns import Pattern, PatternDetector

_MODULUS, _SHORT = 97, 10_000_000


def _valid(value: str) -> bool:
    digits = "".join(sign for sign in value if sign.isdigit())
    province, number, check = int(digits[:2]), int(digits[2:-2]), int(digits[-2:])
    # Numbers below ten million are taken without their leading zero.
    whole = province * _SHORT + number if number < _SHORT else int(digits[:-2])
    return whole % _MODULUS == check


ES_SOCIAL_SECURITY = PatternDetector(
    "ES_SOCIAL_SECURITY",
    [
        Pattern(
            r"(?<![\w./+-])(?:0[1-9]|[1-4][0-9]|5[0-3]|66)[/ -][0-9]{8}[/ -][0-9]{2}(?![\w-]|[.,][0-9])",
            0.4,
            valid=0.95,
        ),
        # One bare number in 180 passes.
        Pattern(
            r"(?<![\w./+-])(?:0[1-9]|[1-4][0-9]|5[0-3]|66)[0-9]{10}(?![\w-]|[.,][0-9])", 0.05, valid=0.35
        ),
        Pattern(
            r"(?<![\w./+-])(?:0[1-9]|[1-4][0-9]|5[0-3]|66)[/ -]?[0-9]{10}(?![\w-]|[.,][0-9])",
            0.05,
            valid=0.35,
        ),
    ],
    context=(
        "seguridad social",
        "nuss",
        "naf",
        "número de afiliación",
        "numero de afiliacion",
        "afiliación",
        "seg social",
        "social security",
    ),
    validate=_valid,
    checks="mod 97",
    source="https://www.seg-social.es/",
    country="es",
)

"""Latvian personal code: birth date and five digits, or 32 and nine digits without a date.

https://en.wikipedia.org/wiki/National_identification_number#Latvia
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool | None:
    from stdnum.lv import pvn

    if pvn.is_valid(value):
        return True
    # How codes without a date are checked is not published: a word may support them.
    return None if value.startswith("32") else False


LV_PERSONAS_KODS = PatternDetector(
    "LV_PERSONAS_KODS",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-3][0-9]{5}-[0-9]{5}(?![\w/-]|[.,][0-9])", 0.3, valid=0.8),
        # Without the hyphen the date and one check digit are less sure.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-3][0-9]{10}(?![\w/-]|[.,][0-9])", 0.1, valid=0.4),
    ],
    context=(
        "personas kods",
        "personas koda",
        "personas kodu",
        "p.k",
        "pk",
        "personal code",
        "personal identity number",
        "latvian id",
    ),
    validate=_valid,
    checks="birth date and mod 11",
    source="https://en.wikipedia.org/wiki/National_identification_number#Latvia",
    country="lv",
)

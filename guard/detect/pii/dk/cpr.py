"""Danish personal number (CPR): birth date, then four digits.

https://cpr.dk/
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool | None:
    from stdnum.dk import cpr

    if not cpr.is_valid(value):
        return False
    # Numbers issued since 2007 may lack the check digit: then a word must support them.
    return True if cpr.checksum(cpr.compact(value)) == 0 else None


DK_CPR = PatternDetector(
    "DK_CPR",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{6} ?- ?[0-9]{4}(?![\w/-]|[.,][0-9])", 0.3, valid=0.6),
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[0-9]{6} [0-9]{4}(?![\w/-]|[ .,][0-9])", 0.15, valid=0.5),
        # Many bare numbers begin with a date, so a word must support one.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{10}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "cpr",
        "cpr-nr",
        "cprnr",
        "cpr-nummer",
        "cprnummer",
        "personnummer",
        "personnr",
        "person-nr",
        "civil registration number",
        "danish personal number",
        "sundhedskort",
        "sygesikringsbevis",
    ),
    validate=_valid,
    checks="birth date and mod 11",
    source="https://cpr.dk/",
    country="dk",
)

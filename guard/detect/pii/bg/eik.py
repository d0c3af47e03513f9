"""Bulgarian company number (ЕИК, БУЛСТАТ): nine or thirteen digits that count with a word.

https://bg.wikipedia.org/wiki/%D0%91%D0%A3%D0%9B%D0%A1%D0%A2%D0%90%D0%A2
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum.bg import vat

    # A branch has four digits after the number of its company.
    return vat.is_valid(number[:9])


BG_EIK = PatternDetector(
    "BG_EIK",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?:[0-9]{4})?(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("еик", "eik", "булстат", "bulstat", "единен идентификационен код", "uic"),
    validate=_valid,
    checks="mod 11",
    source="https://bg.wikipedia.org/wiki/%D0%91%D0%A3%D0%9B%D0%A1%D0%A2%D0%90%D0%A2",
    country="bg",
)

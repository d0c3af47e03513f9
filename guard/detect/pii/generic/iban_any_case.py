"""IBAN in any case and with any grouping: as long as its country says, and mod 97-10. ISO 13616.

https://www.swift.com/standards/data-standards/iban-international-bank-account-number
"""

from guard.detect.patterns import Pattern, PatternDetector

_COUNTRIES = {
    15: "no",
    16: "be",
    18: "dk fi fk fo gl nl sd",
    19: "mk si",
    20: "at ba ee kz lt lu mn xk",
    21: "ch hr li lv",
    22: "bg bh cr de gb ge ie me rs va",
    23: "ae gi il iq om so tl",
    24: "ad cz es md pk ro sa se sk tn vg",
    25: "ly pt st",
    26: "is tr",
    27: "bi dj fr gr it mc mr sm",
    28: "al az by cy do gt hn hu lb ni pl sv",
    29: "br eg ps qa ua",
    30: "jo kw ye",
    31: "mt sc",
    32: "lc",
    33: "ru",
}


def _valid(value: str) -> bool:
    from stdnum import iban

    # A wrong check digit of the country's own is no reason: mod 97 and the structure say enough.
    return iban.is_valid(value, check_country=False)


def _of(length: int, countries: str) -> Pattern:
    rest = rf"(?:[ \u00a0-]?[a-z0-9]){{{length - 4}}}"
    return Pattern(rf"(?<![\w-])(?:{countries.replace(' ', '|')})[ -]?[0-9]{{2}}{rest}(?![\w-])", 0.1)


IBAN_ANY_CASE = PatternDetector(
    "IBAN_CODE",
    [_of(length, countries) for length, countries in _COUNTRIES.items()],
    context=("iban",),
    validate=_valid,
    checks="mod 97-10 and structure",
    source="https://www.swift.com/standards/data-standards/iban-international-bank-account-number",
    default=True,
    name="iban_any_case",
)

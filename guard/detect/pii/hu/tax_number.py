"""Hungarian tax number of a company (adószám): 8-1-2 digits, the first eight with a check; HU and eight is the VAT number.

https://hu.wikipedia.org/wiki/Ad%C3%B3sz%C3%A1m
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum.hu import anum

    return anum.is_valid("".join(digit for digit in number if digit.isdigit())[:8])


HU_TAX_NUMBER = PatternDetector(
    "HU_TAX_NUMBER",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}-[1-5]-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        Pattern(r"(?<![\w./-])HU[ -]?[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # Without separators only a word makes it count.
        Pattern(r"(?<![\w./-])[0-9]{8}[1-5][0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.25),
    ],
    context=("adószám", "adoszam", "adószáma", "adószámú", "közösségi adószám", "hungarian vat"),
    validate=_valid,
    checks="mod 10",
    source="https://hu.wikipedia.org/wiki/Ad%C3%B3sz%C3%A1m",
    country="hu",
)

"""Brazilian worker number (PIS, PASEP, NIS, NIT): ten digits and a check digit.

https://pt.wikipedia.org/wiki/Programa_de_Integra%C3%A7%C3%A3o_Social
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (3, 2, 9, 8, 7, 6, 5, 4, 3, 2, 1)


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    # A check of ten is written as zero.
    return total % 11 == 0 or (digits[10] == 0 and total % 11 == 1)


BR_PIS = PatternDetector(
    "BR_PIS",
    [
        Pattern(r"(?<![\w./-])[0-9]{3}\.[0-9]{5}\.[0-9]{2}-[0-9](?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("pis", "pasep", "pis/pasep", "nis", "nit", "número de identificação social"),
    validate=_valid,
    checks="mod 11",
    source="https://pt.wikipedia.org/wiki/Programa_de_Integra%C3%A7%C3%A3o_Social",
    country="br",
)

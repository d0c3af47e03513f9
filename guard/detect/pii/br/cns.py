"""Brazilian health card (CNS, cartão SUS): fifteen digits with a mod 11 check.

https://pt.wikipedia.org/wiki/Cart%C3%A3o_Nacional_de_Sa%C3%BAde
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    return sum(weight * digit for weight, digit in zip(range(15, 0, -1), digits, strict=True)) % 11 == 0


BR_CNS = PatternDetector(
    "BR_CNS",
    [
        Pattern(
            r"(?<![\w./-])[12789][0-9]{2} [0-9]{4} [0-9]{4} [0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.2, valid=0.5
        ),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[12789][0-9]{14}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=(
        "cns",
        "cartão sus",
        "cartao sus",
        "cartão nacional de saúde",
        "cartão do sus",
        "carteira do sus",
    ),
    validate=_valid,
    checks="mod 11",
    source="https://pt.wikipedia.org/wiki/Cart%C3%A3o_Nacional_de_Sa%C3%BAde",
    country="br",
)

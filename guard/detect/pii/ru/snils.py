"""Russian pension insurance number (СНИЛС): nine digits and two check digits.

https://ru.wikipedia.org/wiki/%D0%A1%D0%9D%D0%98%D0%9B%D0%A1
"""

from guard.detect.patterns import Pattern, PatternDetector

_UNCHECKED = 1001998
"""Up to this number no check digits were given."""


def _valid(number: str) -> bool | None:
    digits = [int(digit) for digit in number if digit.isdigit()]
    if int("".join(map(str, digits[:9]))) <= _UNCHECKED:
        return None
    total = sum(weight * digit for weight, digit in zip(range(9, 0, -1), digits, strict=False))
    return total % 101 % 100 == digits[9] * 10 + digits[10]


RU_SNILS = PatternDetector(
    "RU_SNILS",
    [
        Pattern(r"(?<![\w./-])[0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        # One bare number in a hundred passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])[0-9]{3} [0-9]{3} [0-9]{3} [0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("снилс", "snils", "страховой номер", "пенсионное страхование", "пенсионного страхования"),
    validate=_valid,
    checks="mod 101",
    default=True,
    source="https://ru.wikipedia.org/wiki/%D0%A1%D0%9D%D0%98%D0%9B%D0%A1",
    country="ru",
)

"""Brazilian voter number (título de eleitor): eight digits, the state and two check digits.

https://pt.wikipedia.org/wiki/T%C3%ADtulo_eleitoral
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    state = digits[8] * 10 + digits[9]

    def check(total: int) -> int:
        # São Paulo and Minas Gerais give a one for a remainder of zero.
        return (total % 11 % 10) or int(total % 11 == 0 and state in (1, 2))

    first = check(sum(weight * digit for weight, digit in zip(range(2, 10), digits[:8], strict=True)))
    return digits[10:] == [first, check(7 * digits[8] + 8 * digits[9] + 9 * first)]


BR_VOTER_ID = PatternDetector(
    "BR_VOTER_ID",
    [
        # Bare, one in a hundred passes the check, so a word must support it.
        Pattern(
            r"(?<![\w./-])[0-9]{8}(?:0[1-9]|1[0-9]|2[0-8])[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35
        ),
        Pattern(
            r"(?<![\w./-])[0-9]{4} [0-9]{4} (?:0[1-9]|1[0-9]|2[0-8])[0-9]{2}(?![\w-]|\.\w|/[0-9])",
            0.05,
            valid=0.35,
        ),
    ],
    context=(
        "título de eleitor",
        "titulo de eleitor",
        "título eleitoral",
        "titulo eleitoral",
        "inscrição eleitoral",
    ),
    validate=_valid,
    checks="mod 11 twice",
    source="https://pt.wikipedia.org/wiki/T%C3%ADtulo_eleitoral",
    country="br",
)

"""Peruvian interbank account (CCI): bank, branch, account and two check digits.

https://www.cce.com.pe/
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool | None:
    from stdnum import luhn

    digits = "".join(digit for digit in number if digit.isdigit())
    # Banks are not at one about the check, so a wrong one only proves nothing.
    checks = luhn.calc_check_digit(digits[:6]) + luhn.calc_check_digit(digits[6:18])
    return digits[18:] == checks or None


PE_BANK_ACCOUNT = PatternDetector(
    "PE_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{3}-[0-9]{3}-[0-9]{12}-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.5, valid=0.9),
        Pattern(r"(?<![\w./-])0[0-9]{19}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
        Pattern(r"(?<![\w./-])0[0-9]{2} [0-9]{3} [0-9]{12} [0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
    ],
    context=(
        "cci",
        "c.c.i",
        "código de cuenta interbancario",
        "codigo de cuenta interbancario",
        "cuenta interbancaria",
    ),
    validate=_valid,
    checks="Luhn in both parts",
    source="https://www.cce.com.pe/",
    country="pe",
)

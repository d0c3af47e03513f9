"""Hungarian bank account: two or three groups of eight digits with a check digit each.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum.hu import anum

    digits = "".join(digit for digit in number if digit.isdigit())
    # The weights are those of the tax number; the second check runs on to the end.
    rest = anum.checksum(digits[8:16]) + anum.checksum(digits[16:])
    return anum.checksum(digits[:8]) == 0 and rest % 10 == 0


HU_BANK_ACCOUNT = PatternDetector(
    "HU_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}-[0-9]{8}(?:-[0-9]{8})?(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        Pattern(r"(?<![\w./-])[0-9]{8} [0-9]{8}(?: [0-9]{8})?(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
        Pattern(r"(?<![\w./-])[0-9]{24}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
        Pattern(r"(?<![\w./-])[0-9]{16}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("bankszámla", "bankszámlaszám", "bankszamlaszam", "számlaszám", "szamlaszam", "giro"),
    validate=_valid,
    checks="mod 10 in both parts",
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="hu",
)

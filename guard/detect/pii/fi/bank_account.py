"""Finnish bank account in its old form: six digits, a hyphen and two to eight digits, with Luhn.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum import luhn

    digits = value.replace("-", "")
    # Cooperative and savings banks fill up with zeros one place later.
    place = 7 if digits[0] in "45" else 6
    return luhn.is_valid(digits[:place] + digits[place:].zfill(14 - place))


FI_BANK_ACCOUNT = PatternDetector(
    "FI_BANK_ACCOUNT",
    [
        # One number in ten passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-8][0-9]{5}-[0-9]{2,8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "tilinumero",
        "tilinumeroni",
        "tilinro",
        "pankkitili",
        "tilille",
        "tili",
        "kontonummer",
        "bankkonto",
        "bank account",
        "account number",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="fi",
)

"""Belgian bank account before IBAN: 3, 7 and 2 digits with mod 97.

https://www.nbb.be/en/payment-systems/payment-standards/bank-identification-codes
"""

from guard.detect.patterns import Pattern, PatternDetector

_MODULUS = 97


def _valid(value: str) -> bool:
    account, check = divmod(int(value.replace("-", "")), 100)
    return check == (account % _MODULUS or _MODULUS)


BE_BANK_ACCOUNT = PatternDetector(
    "BE_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./+-])[0-9]{3}-[0-9]{7}-[0-9]{2}(?![\w-]|[.,][0-9])", 0.3, valid=0.7),
        # One bare number in 97 passes.
        Pattern(r"(?<![\w./+-])[0-9]{12}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rekening",
        "rekeningnummer",
        "bankrekening",
        "numéro de compte",
        "compte bancaire",
        "compte",
        "kontonummer",
        "bank account",
    ),
    validate=_valid,
    checks="mod 97",
    source="https://www.nbb.be/en/payment-systems/payment-standards/bank-identification-codes",
    country="be",
)

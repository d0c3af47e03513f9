"""Croatian bank account: seven digits of the bank, a hyphen and ten of the account, each with a check digit.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum.iso7064 import mod_11_10

    bank, _, account = number.partition("-")
    return mod_11_10.is_valid(bank) and mod_11_10.is_valid(account)


HR_BANK_ACCOUNT = PatternDetector(
    "HR_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{7}-[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
    ],
    context=("žiro račun", "ziro racun", "tekući račun", "broj računa", "bankovni račun"),
    validate=_valid,
    checks="mod 11,10 twice",
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="hr",
)

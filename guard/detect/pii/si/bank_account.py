"""Slovenian bank account (TRR): five digits, a hyphen and ten, the last two of which are check digits.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum import iban

    # The account has the check of an IBAN in it, so that of every Slovenian IBAN is 56.
    return iban.is_valid("SI56" + number.replace("-", "").replace(" ", ""))


SI_BANK_ACCOUNT = PatternDetector(
    "SI_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{5}-[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        Pattern(r"(?<![\w./-])[0-9]{5} ?-? ?[0-9]{4} [0-9]{4} [0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
        Pattern(r"(?<![\w./-])[0-9]{15}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.38),
    ],
    context=("trr", "transakcijski račun", "transakcijski racun", "številka računa", "bančni račun"),
    validate=_valid,
    checks="mod 97-10",
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="si",
)

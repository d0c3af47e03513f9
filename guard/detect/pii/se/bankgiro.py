"""Swedish bankgiro number: seven or eight digits with Luhn, so a word must support it.

https://www.bankgirot.se/
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(value.replace("-", ""))


SE_BANKGIRO = PatternDetector(
    "SE_BANKGIRO",
    [
        # Written like a phone number, and one number in ten passes.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{3,4}-[0-9]{4}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{7,8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("bankgiro", "bankgironummer", "bankgirot", "bg", "bg-nr", "bg nr"),
    validate=_valid,
    checks="Luhn",
    source="https://www.bankgirot.se/",
    country="se",
)

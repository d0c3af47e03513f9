"""Lithuanian company code: nine digits from 1, 2 or 3 on, with a check digit.

https://www.registrucentras.lt/
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum.lt import pvm

    # The check digit is that of VAT numbers.
    return pvm.calc_check_digit(value[:-1]) == value[-1]


LT_COMPANY_CODE = PatternDetector(
    "LT_COMPANY_CODE",
    [
        # One bare number in ten passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-3][0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "įmonės kodas",
        "imones kodas",
        "juridinio asmens kodas",
        "įm.k",
        "įm. k",
        "company code",
        "company number",
    ),
    validate=_valid,
    checks="mod 11",
    source="https://www.registrucentras.lt/",
    country="lt",
)

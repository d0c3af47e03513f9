"""Slovak bank account: a prefix, a number that passes mod 11 and the code of a bank.

https://www.nbs.sk/
"""

from guard.detect.patterns import Pattern, PatternDetector

_BANK = "(?:0[29]00|0720|1100|1111|3[01]00|5[269]00|6500|7500|7930|80[25]0|81[0-8]0|83[0-9]0|84[0-4]0)"
_WEIGHTS = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)


def _valid(number: str) -> bool:
    prefix, _, root = number.partition("/")[0].rpartition("-")
    return all(
        sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, part.zfill(10), strict=True)) % 11 == 0
        for part in (prefix, root)
    )


SK_BANK_ACCOUNT = PatternDetector(
    "SK_BANK_ACCOUNT",
    [
        Pattern(rf"(?<![\w./-])[0-9]{{2,6}}-[0-9]{{2,10}}/{_BANK}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        # Without a prefix it looks like a document number, but there must be such a bank.
        Pattern(rf"(?<![\w./-])[0-9]{{6,10}}/{_BANK}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6),
    ],
    context=("číslo účtu", "cislo uctu", "č. ú", "č.ú", "na účet", "bankový účet", "bankové spojenie"),
    validate=_valid,
    checks="mod 11 twice",
    source="https://www.nbs.sk/",
    country="sk",
)

"""Czech bank account: a prefix, a number that passes mod 11 and the code of a bank.

https://www.penize.cz/osobni-ucty/424173-tajemstvi-cisla-uctu-klicem-pro-banky-je-11
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CZ_BANK_ACCOUNT = PatternDetector(
    "CZ_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{2,6}-[0-9]{2,10}/[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        # Without a prefix it looks like a document number of a year, but the bank must exist.
        Pattern(r"(?<![\w./-])[0-9]{6,10}/[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6),
        Pattern(r"(?<![\w./-])[0-9]{2,5}/[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.2),
    ],
    context=(
        "číslo účtu",
        "cislo uctu",
        "č. ú",
        "č.ú",
        "na účet",
        "bankovní účet",
        "bankovní spojení",
        "czech bank account",
    ),
    validate=stdnum("cz.bankaccount"),
    checks="mod 11 and bank code",
    source="https://www.penize.cz/osobni-ucty/424173-tajemstvi-cisla-uctu-klicem-pro-banky-je-11",
    country="cz",
)

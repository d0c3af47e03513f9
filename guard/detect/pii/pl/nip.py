"""Polish tax number (NIP): ten digits with a mod 11 check; with PL in front it is the VAT number.

https://pl.wikipedia.org/wiki/Numer_identyfikacji_podatkowej
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PL_NIP = PatternDetector(
    "PL_NIP",
    [
        Pattern(r"(?<![\w./-])PL[ -]?[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        Pattern(
            r"(?<![\w./-])(?:PL ?)?[0-9]{3}-[0-9]{3}-[0-9]{2}-[0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6
        ),
        Pattern(
            r"(?<![\w./-])(?:PL ?)?[0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6
        ),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])[0-9]{3} [0-9]{3} [0-9]{2} [0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "nip",
        "numer identyfikacji podatkowej",
        "identyfikator podatkowy",
        "vat ue",
        "polish tax number",
    ),
    validate=stdnum("pl.nip"),
    checks="mod 11",
    source="https://pl.wikipedia.org/wiki/Numer_identyfikacji_podatkowej",
    country="pl",
)

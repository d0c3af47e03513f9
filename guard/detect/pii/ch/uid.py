"""Swiss company number (UID, IDE): CHE and nine digits with a mod 11 check.

https://www.uid.admin.ch/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CH_UID = PatternDetector(
    "CH_UID",
    [
        Pattern(r"(?<![\w./+-])CHE-?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.45, valid=0.95),
        # In small letters it is an Italian word.
        Pattern(
            r"(?<![\w./+-])(?-i:CHE) [0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.45, valid=0.95
        ),
        # Without its mark a word must support it.
        Pattern(r"(?<![\w./+-])[1-9][0-9]{2}\.[0-9]{3}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "uid",
        "ide",
        "idi",
        "unternehmens identifikationsnummer",
        "numéro d'identification des entreprises",
        "handelsregister",
        "registre du commerce",
    ),
    validate=stdnum("ch.uid"),
    checks="mod 11",
    source="https://www.uid.admin.ch/",
    country="ch",
)

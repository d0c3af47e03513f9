"""German SEPA creditor identifier: DE, two check digits, three characters, 0 and ten digits.

https://de.wikipedia.org/wiki/Gl%C3%A4ubiger-Identifikationsnummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

DE_GLAEUBIGER_ID = PatternDetector(
    "DE_GLAEUBIGER_ID",
    [
        Pattern(r"(?<![\w/-])DE[0-9]{2}[A-Z0-9]{3}0[0-9]{10}(?![\w/-]|[.,][0-9])", 0.3, valid=1.0),
        Pattern(
            r"(?<![\w/-])DE[0-9]{2} ?[A-Z0-9]{3} ?0[0-9]{3} ?[0-9]{4} ?[0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.3,
            valid=1.0,
        ),
    ],
    context=(
        "gläubiger-id",
        "gläubiger-identifikationsnummer",
        "gläubigeridentifikationsnummer",
        "glaeubiger-id",
        "creditor identifier",
        "creditor id",
        "sepa",
    ),
    validate=stdnum("eu.at_02"),
    checks="mod 97-10",
    source="https://de.wikipedia.org/wiki/Gl%C3%A4ubiger-Identifikationsnummer",
    country="de",
    default=True,
)

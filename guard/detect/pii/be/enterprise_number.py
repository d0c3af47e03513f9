"""Belgian enterprise number (KBO, BCE): ten digits, the last two mod 97.

https://kbopub.economie.fgov.be/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BE_ENTERPRISE_NUMBER = PatternDetector(
    "BE_ENTERPRISE_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[01][0-9]{3}\.[0-9]{3}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.4, valid=0.9),
        # One bare number in 97 passes.
        Pattern(r"(?<![\w./+-])[01][0-9]{9}(?![\w-]|[.,][0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./+-])[01][0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.2, valid=0.6),
    ],
    context=(
        "ondernemingsnummer",
        "kbo",
        "bce",
        "numéro d'entreprise",
        "numero d'entreprise",
        "unternehmensnummer",
        "btw",
        "tva",
        "enterprise number",
        "company number",
        "rpr",
        "rpm",
    ),
    validate=stdnum("be.vat"),
    checks="mod 97",
    source="https://kbopub.economie.fgov.be/",
    country="be",
)

"""Belgian identity card number: 3, 7 and 2 digits with mod 97, like bank accounts of old.

https://eid.belgium.be/en/what-eid
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BE_IDENTITY_CARD = PatternDetector(
    "BE_IDENTITY_CARD",
    [
        # Cards of citizens begin with 59.
        Pattern(r"(?<![\w./+-])59[0-9]-[0-9]{7}-[0-9]{2}(?![\w-]|[.,][0-9])", 0.4, valid=0.8),
        Pattern(r"(?<![\w./+-])[0-9]{3}-[0-9]{7}-[0-9]{2}(?![\w-]|[.,][0-9])", 0.1, valid=0.35),
        Pattern(r"(?<![\w./+-])[0-9]{12}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "identiteitskaart",
        "identiteitskaartnummer",
        "carte d'identité",
        "carte d'identite",
        "eid",
        "kaartnummer",
        "personalausweis",
        "identity card",
        "id card",
    ),
    validate=stdnum("be.eid"),
    checks="mod 97",
    source="https://eid.belgium.be/en/what-eid",
    country="be",
)

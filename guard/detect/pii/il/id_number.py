"""Israeli identity number (Teudat Zehut): nine digits, the last one is Luhn's; a word must support it.

https://en.wikipedia.org/wiki/Israeli_identity_card
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IL_ID_NUMBER = PatternDetector(
    "IL_ID_NUMBER",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,8}-[0-9](?![\w/-]|\.[0-9])", 0.05, valid=0.35),
        # One bare number in ten passes.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{8,9}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "teudat zehut",
        "mispar zehut",
        "israeli id",
        "id number",
        "t.z.",
        "תעודת זהות",
        "ת.ז.",
        "ת.ז",
        "תז",
        "מספר זהות",
        "מס' זהות",
        "מספר תעודת זהות",
        'ת"ז',
        "ת״ז",
        "תעודת הזהות",
    ),
    validate=stdnum("il.idnr"),
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/Israeli_identity_card",
    country="il",
)

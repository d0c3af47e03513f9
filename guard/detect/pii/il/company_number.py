"""Israeli company number: nine digits that begin with 5, the last one is Luhn's; a word must support it.

https://he.wikipedia.org/wiki/תאגיד
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IL_COMPANY_NUMBER = PatternDetector(
    "IL_COMPANY_NUMBER",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)5[0-9]-?[0-9]{6}-?[0-9](?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "company number",
        "company registration",
        "h.p.",
        "ח.פ.",
        "ח.פ",
        "חפ",
        'ח"פ',
        "ח״פ",
        "מספר חברה",
        "מס' חברה",
        "ע.מ.",
        "עוסק מורשה",
        "vat number",
    ),
    validate=stdnum("il.hp"),
    checks="Luhn",
    source="https://he.wikipedia.org/wiki/תאגיד",
    country="il",
)

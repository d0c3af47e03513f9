"""Ukrainian identity card (ID-картка): nine digits that count with a word.

https://en.wikipedia.org/wiki/Ukrainian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

UA_IDENTITY_CARD = PatternDetector(
    "UA_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "id-картка",
        "id картка",
        "id-картки",
        "ід-картка",
        "паспорт",
        "паспорта",
        "ukrainian identity card",
    ),
    source="https://en.wikipedia.org/wiki/Ukrainian_identity_card",
    country="ua",
)

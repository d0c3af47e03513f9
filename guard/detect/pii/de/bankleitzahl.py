"""German bank code (Bankleitzahl): eight digits, often as 3, 3 and 2, so a word must support it.

https://de.wikipedia.org/wiki/Bankleitzahl
"""

from guard.detect.patterns import Pattern, PatternDetector

DE_BANKLEITZAHL = PatternDetector(
    "DE_BANKLEITZAHL",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-8][0-9]{2} [0-9]{3} [0-9]{2}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w-])(?<![0-9][.,])[1-8][0-9]{7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("blz", "bankleitzahl", "bank code", "bank sort code", "bankverbindung"),
    source="https://de.wikipedia.org/wiki/Bankleitzahl",
    country="de",
)

"""Quebec sales tax number: ten digits, TQ and four digits.

https://www.revenuquebec.ca/en/
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_QST_NUMBER = PatternDetector(
    "CA_QST_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{10}[ -]?TQ[ -]?[0-9]{4}(?![\w/-]|[.,][0-9])", 0.6),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4} [0-9]{3} [0-9]{3} ?TQ ?[0-9]{4}(?![\w/-]|[.,][0-9])", 0.6
        ),
    ],
    context=("qst", "tvq", "qst number", "no tvq", "numéro tvq", "revenu québec"),
    source="https://www.revenuquebec.ca/en/",
    country="ca",
)

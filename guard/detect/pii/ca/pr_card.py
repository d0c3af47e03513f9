"""Canadian permanent resident card number: two letters and seven to ten digits, so a word must support it.

https://www.canada.ca/en/immigration-refugees-citizenship.html
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_PR_CARD = PatternDetector(
    "CA_PR_CARD",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{7,10}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "pr card",
        "permanent resident card",
        "permanent resident",
        "résident permanent",
        "carte de résident permanent",
        "carte rp",
    ),
    source="https://www.canada.ca/en/immigration-refugees-citizenship.html",
    country="ca",
)

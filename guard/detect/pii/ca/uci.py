"""Canadian unique client identifier of immigration (UCI): eight or ten digits, so a word must support it.

https://www.canada.ca/en/immigration-refugees-citizenship.html
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_UCI = PatternDetector(
    "CA_UCI",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{2}-)?[0-9]{4}-[0-9]{4}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{8}|[0-9]{10})(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "uci",
        "client id",
        "unique client identifier",
        "client identification number",
        "ircc",
        "iuc",
        "identificateur unique de client",
    ),
    source="https://www.canada.ca/en/immigration-refugees-citizenship.html",
    country="ca",
)

"""Dutch passport number: two letters, six letters or digits, a digit; a word must support it.

https://nl.wikipedia.org/wiki/Paspoort#Nederlands_paspoort
"""

from guard.detect.patterns import Pattern, PatternDetector

NL_PASSPORT = PatternDetector(
    "NL_PASSPORT",
    [
        # The letter O is never used.
        Pattern(r"(?<![\w./+-])[A-NP-Z]{2}[0-9A-NP-Z]{6}[0-9](?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "paspoort",
        "paspoortnummer",
        "reisdocument",
        "documentnummer paspoort",
        "passport",
        "passport number",
    ),
    source="https://nl.wikipedia.org/wiki/Paspoort#Nederlands_paspoort",
    country="nl",
)

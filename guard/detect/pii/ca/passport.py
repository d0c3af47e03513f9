"""Canadian passport number: two letters and six digits, or a letter, six digits and two letters; a word must support it.

https://www.canada.ca/en/immigration-refugees-citizenship/services/canadian-passports.html
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_PASSPORT = PatternDetector(
    "CA_PASSPORT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[A-Z]{2}[0-9]{6}|[A-Z][0-9]{6}[A-Z]{2})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "passport",
        "passport number",
        "passport no",
        "passeport",
        "numéro de passeport",
        "no de passeport",
    ),
    source="https://www.canada.ca/en/immigration-refugees-citizenship/services/canadian-passports.html",
    country="ca",
)

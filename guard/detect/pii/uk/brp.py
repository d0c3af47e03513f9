"""British biometric residence permit number: two letters, a letter or digit and six digits; a word must support it.

https://www.gov.uk/biometric-residence-permits
"""

from guard.detect.patterns import Pattern, PatternDetector

UK_BRP = PatternDetector(
    "UK_BRP",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[A-Z0-9][0-9]{6}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "brp",
        "brp number",
        "biometric residence permit",
        "residence permit",
        "residence card",
        "frontier worker permit",
    ),
    source="https://www.gov.uk/biometric-residence-permits",
    country="uk",
)

"""Swiss passport number: a letter and seven letters or digits; a word must support it.

https://en.wikipedia.org/wiki/Swiss_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

CH_PASSPORT = PatternDetector(
    "CH_PASSPORT",
    [
        Pattern(
            r"(?<![\w./+-])[A-Z](?=[0-9A-Z]{0,6}[0-9])[0-9A-Z]{6}[0-9](?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "pass",
        "reisepass",
        "passnummer",
        "passeport",
        "passaporto",
        "passport",
        "passport number",
    ),
    source="https://en.wikipedia.org/wiki/Swiss_passport",
    country="ch",
)

"""Indian tax deduction account number (TAN): four letters, five digits and a letter.

https://incometaxindia.gov.in/
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_TAN = PatternDetector(
    "IN_TAN",
    [
        # Part numbers look like it, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{4}[0-9]{5}[A-Z](?![\w/-]|\.[0-9])", 0.3),
    ],
    context=("tan", "tan no", "tan number", "tax deduction account number", "deductor"),
    source="https://incometaxindia.gov.in/",
    country="in",
)

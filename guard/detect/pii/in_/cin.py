"""Indian company number (CIN): listing, industry, state, year, kind of company and six digits.

https://www.mca.gov.in/
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_CIN = PatternDetector(
    "IN_CIN",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[LU][0-9]{5}[A-Z]{2}(?:19|20)[0-9]{2}[A-Z]{3}[0-9]{6}(?![\w/-]|\.[0-9])",
            0.5,
        ),
    ],
    context=(
        "cin",
        "corporate identification number",
        "corporate identity number",
        "company identification number",
    ),
    source="https://www.mca.gov.in/",
    country="in",
)

"""Nigerian company number: RC, BN or IT and five to eight digits; a word must support it.

https://www.cac.gov.ng/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_RC_NUMBER = PatternDetector(
    "NG_RC_NUMBER",
    [
        # Reference numbers look like it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)(?:RC|BN|IT)[ -]?[0-9]{5,8}(?![\w/-]|\.[0-9])", 0.3),
    ],
    context=(
        "cac",
        "company registration",
        "rc number",
        "rc no",
        "registered company",
        "corporate affairs commission",
    ),
    source="https://www.cac.gov.ng/",
    country="ng",
)

"""British Columbia personal health number: ten digits from 9 on, with mod 11.

https://www2.gov.bc.ca/gov/content/health/health-drug-coverage/msp/bc-residents/personal-health-identification
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CA_BC_PHN = PatternDetector(
    "CA_BC_PHN",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])9[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.2,
            valid=0.6,
        ),
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])9[0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "phn",
        "personal health number",
        "bc health",
        "health card",
        "bc services card",
        "care card",
        "msp",
    ),
    validate=stdnum("ca.bc_phn"),
    checks="mod 11",
    source="https://www2.gov.bc.ca/gov/content/health/health-drug-coverage/msp/bc-residents/personal-health-identification",
    country="ca",
)

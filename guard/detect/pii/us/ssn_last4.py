"""Last four digits of a social security number: after a mask, or with words that say so.

https://www.ssa.gov/
"""

from guard.detect.patterns import Pattern, PatternDetector

US_SSN_LAST4 = PatternDetector(
    "US_SSN_LAST4",
    [
        Pattern(r"(?<![\w*-])[X*#•]{3}[- ]?[X*#•]{2}[- ]?[0-9]{4}(?![\w/-]|[.,][0-9])", 0.6),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{4}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "last 4 ssn",
        "last four ssn",
        "ssn last",
        "ssn last 4",
        "ssn last four",
        "last 4 of ssn",
        "last four of ssn",
        "last 4 of my ssn",
        "last four of my ssn",
        "last 4 of your ssn",
        "last 4 of the ssn",
        "last four of the ssn",
        "last 4 digits of my ssn",
        "last four digits of my ssn",
        "last four digits of ssn",
        "last 4 digits of ssn",
        "last 4 social",
        "last four social",
        "last 4 of my social",
        "last four of my social",
        "last 4 of social",
        "last four of social",
        "last four digits of my social",
        "last 4 digits of my social",
        "ssn4",
    ),
    source="https://www.ssa.gov/",
    country="us",
)

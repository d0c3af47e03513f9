"""Number of a person in the armed forces (DoD ID, EDIPI): ten digits, so a word must support it.

https://en.wikipedia.org/wiki/Defense_Enrollment_Eligibility_Reporting_System
"""

from guard.detect.patterns import Pattern, PatternDetector

US_EDIPI = PatternDetector(
    "US_EDIPI",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{10}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("edipi", "edi-pi", "dod id", "dod id number", "dodid", "dod number", "common access card"),
    source="https://en.wikipedia.org/wiki/Defense_Enrollment_Eligibility_Reporting_System",
    country="us",
)

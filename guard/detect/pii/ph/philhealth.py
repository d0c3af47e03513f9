"""Philippine health insurance number (PhilHealth): twelve digits in groups of 2, 9 and 1.

https://en.wikipedia.org/wiki/Philippine_Health_Insurance_Corporation
"""

from guard.detect.patterns import Pattern, PatternDetector

PH_PHILHEALTH = PatternDetector(
    "PH_PHILHEALTH",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}-[0-9]{9}-[0-9](?![\w/-]|\.[0-9])", 0.45),
        # Twelve digits alone need a word.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("philhealth", "philhealth number", "philhealth id", "phic"),
    source="https://en.wikipedia.org/wiki/Philippine_Health_Insurance_Corporation",
    country="ph",
)

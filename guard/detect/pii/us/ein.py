"""Employer identification number (EIN): two digits of a known office, a hyphen and seven digits.

https://www.irs.gov/businesses/small-businesses-self-employed/how-eins-are-assigned-and-valid-ein-prefixes
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

US_EIN = PatternDetector(
    "US_EIN",
    [
        # Many order numbers look like it, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{2}-[0-9]{7}(?![\w/-]|[.,][0-9])", 0.1, valid=0.3),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3, needs_context=True
        ),
    ],
    context=(
        "ein",
        "fein",
        "employer identification number",
        "employer id",
        "federal tax id",
        "federal id",
        "tax id",
        "tin",
        "irs number",
    ),
    validate=stdnum("us.ein"),
    checks="office of the first two digits",
    source="https://www.irs.gov/businesses/small-businesses-self-employed/how-eins-are-assigned-and-valid-ein-prefixes",
    country="us",
)

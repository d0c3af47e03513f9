"""Indian bank branch code (IFSC): four letters, a zero and six characters.

https://en.wikipedia.org/wiki/Indian_Financial_System_Code
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_IFSC = PatternDetector(
    "IN_IFSC",
    [
        # The fourth letter of container numbers is J, U or Z.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{3}[A-IK-TV-Y]0[0-9]{6}(?![\w/-]|\.[0-9])", 0.4),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{4}0[A-Z0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("ifsc", "ifsc code", "rtgs", "neft", "branch code", "imps"),
    source="https://en.wikipedia.org/wiki/Indian_Financial_System_Code",
    country="in",
)

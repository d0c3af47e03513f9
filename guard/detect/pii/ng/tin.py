"""Nigerian tax number (TIN): eight digits and four, or ten digits; a word must support it.

https://www.jtb.gov.ng/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_TIN = PatternDetector(
    "NG_TIN",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{8}-[0-9]{4}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("tin", "tax identification number", "firs", "jtb tin", "tax id"),
    source="https://www.jtb.gov.ng/",
    country="ng",
)

"""Pakistani sales tax number (STRN): thirteen digits, grouped 2-2-4-3-2, or bare after a word.

https://www.fbr.gov.pk/
"""

from guard.detect.patterns import Pattern, PatternDetector

PK_STRN = PatternDetector(
    "PK_STRN",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}-[0-9]{2}-[0-9]{4}-[0-9]{3}-[0-9]{2}(?![\w/-]|\.[0-9])", 0.45
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{13}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("strn", "sales tax registration", "sales tax number", "gst no"),
    source="https://www.fbr.gov.pk/",
    country="pk",
)

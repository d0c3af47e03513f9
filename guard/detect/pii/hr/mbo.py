"""Croatian health insurance number (MBO): nine digits that count with a word.

https://hzzo.hr/
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_MBO = PatternDetector(
    "HR_MBO",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("mbo", "matični broj osiguranika", "maticni broj osiguranika", "osigurane osobe hzzo"),
    source="https://hzzo.hr/",
    country="hr",
)

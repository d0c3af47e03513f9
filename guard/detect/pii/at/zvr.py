"""Austrian register number of associations (ZVR): nine or ten digits; a word must support it.

https://zvr.bmi.gv.at/
"""

from guard.detect.patterns import Pattern, PatternDetector

AT_ZVR = PatternDetector(
    "AT_ZVR",
    [
        Pattern(r"(?<![\w./+-])[0-9]{9,10}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "zvr",
        "zvr zahl",
        "zvr nr",
        "vereinsregister",
    ),
    source="https://zvr.bmi.gv.at/",
    country="at",
)

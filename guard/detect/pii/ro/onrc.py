"""Romanian trade register number: the kind, the county, a number and the year.

https://www.onrc.ro/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

RO_ONRC = PatternDetector(
    "RO_ONRC",
    [
        Pattern(
            r"(?<![\w./-])[JFC] ?[0-9]{1,2} ?/ ?[0-9]{1,5} ?/ ?[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.7
        ),
        Pattern(r"(?<![\w./-])[JFC](?:199[0-9]|20[0-9]{2})[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
    ],
    context=(
        "registrul comerţului",
        "registrul comerțului",
        "registrul comertului",
        "onrc",
        "nr. reg. com",
        "trade register",
    ),
    validate=stdnum("ro.onrc"),
    checks="county and year",
    source="https://www.onrc.ro/",
    country="ro",
)

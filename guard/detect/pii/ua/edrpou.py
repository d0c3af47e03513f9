"""Ukrainian company number (ЄДРПОУ): eight digits with a check digit that count with a word.

https://uk.wikipedia.org/wiki/%D0%9A%D0%BE%D0%B4_%D0%84%D0%94%D0%A0%D0%9F%D0%9E%D0%A3
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UA_EDRPOU = PatternDetector(
    "UA_EDRPOU",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("єдрпоу", "едрпоу", "edrpou", "код єдрпоу", "код підприємства"),
    validate=stdnum("ua.edrpou"),
    checks="mod 11",
    source="https://uk.wikipedia.org/wiki/%D0%9A%D0%BE%D0%B4_%D0%84%D0%94%D0%A0%D0%9F%D0%9E%D0%A3",
    country="ua",
)

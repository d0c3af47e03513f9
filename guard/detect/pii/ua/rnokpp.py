"""Ukrainian personal tax number (РНОКПП, ІПН): ten digits with a check digit that count with a word.

https://uk.wikipedia.org/wiki/%D0%A0%D0%9D%D0%9E%D0%9A%D0%9F%D0%9F
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UA_RNOKPP = PatternDetector(
    "UA_RNOKPP",
    [
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "рнокпп",
        "іпн",
        "ипн",
        "rnokpp",
        "ідентифікаційний код",
        "податковий номер",
        "номер облікової картки платника податків",
    ),
    validate=stdnum("ua.rntrc"),
    checks="mod 11",
    source="https://uk.wikipedia.org/wiki/%D0%A0%D0%9D%D0%9E%D0%9A%D0%9F%D0%9F",
    country="ua",
)

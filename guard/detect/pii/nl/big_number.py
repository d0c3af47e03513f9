"""Dutch health professional number (BIG): eleven digits without a check; a word must support it.

https://www.bigregister.nl/
"""

from guard.detect.patterns import Pattern, PatternDetector

NL_BIG_NUMBER = PatternDetector(
    "NL_BIG_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[0-9]{11}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "big nummer",
        "big registratie",
        "big register",
        "bignummer",
    ),
    source="https://www.bigregister.nl/",
    country="nl",
)

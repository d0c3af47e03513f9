"""Slovenian health insurance number (ZZZS): nine digits that count with a word.

https://www.zzzs.si/
"""

from guard.detect.patterns import Pattern, PatternDetector

SI_HEALTH_INSURANCE = PatternDetector(
    "SI_HEALTH_INSURANCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "zzzs",
        "številka zavarovane osebe",
        "kartica zdravstvenega zavarovanja",
        "zdravstvenega zavarovanja",
        "kzz",
    ),
    source="https://www.zzzs.si/",
    country="si",
)

"""Emirati trade licence number: five to seven digits, perhaps with CN before; a word must support it.

https://www.moec.gov.ae/
"""

from guard.detect.patterns import Pattern, PatternDetector

AE_TRADE_LICENCE = PatternDetector(
    "AE_TRADE_LICENCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)(?:CN-)?[0-9]{5,7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "trade licence",
        "trade license",
        "commercial licence",
        "commercial license",
        "licence no",
        "رخصة تجارية",
        "الرخصة التجارية",
        "رقم الرخصة",
    ),
    source="https://www.moec.gov.ae/",
    country="ae",
)

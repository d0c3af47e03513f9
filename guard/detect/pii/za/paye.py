"""South African employer number (PAYE, UIF, SDL): ten digits that begin with 7, or L or U and nine; a word must support it.

https://www.sars.gov.za/
"""

from guard.detect.patterns import Pattern, PatternDetector

ZA_PAYE = PatternDetector(
    "ZA_PAYE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)7[0-9]{9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[LU][0-9]{9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("paye", "paye number", "paye ref", "uif", "sdl", "uif reference", "employer reference"),
    source="https://www.sars.gov.za/",
    country="za",
)

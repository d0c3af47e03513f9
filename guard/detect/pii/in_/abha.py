"""Indian health account number (ABHA): fourteen digits in groups of 2, 4, 4 and 4.

https://abha.abdm.gov.in/
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_ABHA = PatternDetector(
    "IN_ABHA",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]-[0-9]{4}-[0-9]{4}-[0-9]{4}(?![\w/-]|\.[0-9])", 0.45),
        Pattern(r"(?<![\w/+-])(?<![0-9][ .])[1-9][0-9] [0-9]{4} [0-9]{4} [0-9]{4}(?![\w/-]|[ .][0-9])", 0.35),
        # Fourteen digits alone need a word.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]{13}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("abha", "abha number", "abha id", "ayushman bharat", "health id", "abdm"),
    source="https://abha.abdm.gov.in/",
    country="in",
)

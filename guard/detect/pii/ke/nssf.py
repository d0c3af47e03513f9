"""Kenyan social security number (NSSF): nine or ten digits, perhaps a letter; a word must support it.

https://www.nssf.or.ke/
"""

from guard.detect.patterns import Pattern, PatternDetector

KE_NSSF = PatternDetector(
    "KE_NSSF",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9,10}[A-Z]?(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("nssf", "nssf number", "nssf no", "social security fund"),
    source="https://www.nssf.or.ke/",
    country="ke",
)

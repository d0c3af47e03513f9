"""South African health practitioner number (HPCSA): two letters and seven digits, so a word must support it.

https://www.hpcsa.co.za/
"""

from guard.detect.patterns import Pattern, PatternDetector

ZA_HPCSA = PatternDetector(
    "ZA_HPCSA",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:MP|DP|PS|OT|PT|OD|EM|DT|IN|CT|ST|SLT|SLA|PR|GR) ?[0-9]{7}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("hpcsa", "hpcsa number", "hpcsa registration", "practitioner number", "medical registration"),
    source="https://www.hpcsa.co.za/",
    country="za",
)

"""Malaysian tax identification number: a prefix for the kind of taxpayer and ten or eleven digits.

https://www.hasil.gov.my/
"""

from guard.detect.patterns import Pattern, PatternDetector

MY_TIN = PatternDetector(
    "MY_TIN",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:IG|SG|OG) ?[0-9]{9,11}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:CS|TA|TC|TN|TR|PT|LE|C|D|F|J) ?[0-9]{10,11}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "tin",
        "tax identification number",
        "income tax number",
        "income tax no",
        "no cukai pendapatan",
        "nombor cukai pendapatan",
        "no. cukai",
        "nombor pengenalan cukai",
        "lhdn",
    ),
    source="https://www.hasil.gov.my/",
    country="my",
)

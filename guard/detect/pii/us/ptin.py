"""Number of a tax return preparer (PTIN): P and eight digits, so a word must support it.

https://www.irs.gov/tax-professionals/ptin-requirements-for-tax-return-preparers
"""

from guard.detect.patterns import Pattern, PatternDetector

US_PTIN = PatternDetector(
    "US_PTIN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])P-?[0-9]{8}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("ptin", "preparer", "preparer tax identification number", "preparer tax id", "tax preparer"),
    source="https://www.irs.gov/tax-professionals/ptin-requirements-for-tax-return-preparers",
    country="us",
)

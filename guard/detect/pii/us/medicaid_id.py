"""Medicaid number: each state has its own form, so a word must support it.

https://www.medicaid.gov/
"""

from guard.detect.patterns import Pattern, PatternDetector

US_MEDICAID_ID = PatternDetector(
    "US_MEDICAID_ID",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[A-Z]{2}[0-9]{5}[A-Z]|[0-9]{8}[A-Z][0-9]{0,5}|[A-Z]?[0-9]{8,13})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "medicaid",
        "medicaid id",
        "medicaid number",
        "medi-cal",
        "medical assistance id",
        "masshealth",
        "medicaid recipient",
        "tenncare",
    ),
    source="https://www.medicaid.gov/",
    country="us",
)

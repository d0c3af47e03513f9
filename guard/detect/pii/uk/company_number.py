"""British company number: eight digits, or two letters and six digits; a word must support it.

https://www.gov.uk/government/organisations/companies-house
"""

from guard.detect.patterns import Pattern, PatternDetector

UK_COMPANY_NUMBER = PatternDetector(
    "UK_COMPANY_NUMBER",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{8}|[A-Z][A-Z0-9][0-9]{6})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "company number",
        "company no",
        "company registration number",
        "company reg",
        "companies house",
        "registered number",
        "registered no",
        "registered in england",
        "registered in scotland",
        "registered in wales",
        "crn",
    ),
    source="https://www.gov.uk/government/organisations/companies-house",
    country="uk",
)

"""Alien registration number (A-Number, USCIS#): A and up to nine digits, or nine digits with a word.

https://www.uscis.gov/tools/glossary
"""

from guard.detect.patterns import Pattern, PatternDetector

US_USCIS_NUMBER = PatternDetector(
    "US_USCIS_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])A[- #]?[0-9]{3}-[0-9]{3}-[0-9]{3}(?![\w/-]|[.,][0-9])", 0.5),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])A[- #]{0,2}[0-9]{7,9}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[0-9]{3}-[0-9]{3}-[0-9]{3}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "uscis",
        "uscis number",
        "alien number",
        "alien registration",
        "alien registration number",
        "alien reg",
        "anumber",
        "green card",
        "permanent resident card",
    ),
    source="https://www.uscis.gov/tools/glossary",
    country="us",
)

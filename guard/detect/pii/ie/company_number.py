"""Irish company number (CRO): five to seven digits; a word must support it.

https://core.cro.ie/
"""

from guard.detect.patterns import Pattern, PatternDetector

IE_COMPANY_NUMBER = PatternDetector(
    "IE_COMPANY_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[0-9]{5,7}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "cro",
        "cro number",
        "company number",
        "company registration number",
        "registered in ireland",
    ),
    source="https://core.cro.ie/",
    country="ie",
)

"""Quebec health insurance number (NAM): four letters of the name, birth date (month plus 50 for women), two digits.

https://www.ramq.gouv.qc.ca/en/citizens/health-insurance
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_BIRTH = "[0-9]{2}(?:[05][1-9]|[16][0-2]) ?(?:0[1-9]|[12][0-9]|3[01])"
_RAMQ = rf"(?<![\w/-])(?<![0-9][.,])(?:[A-Z]{{4}} ?|[a-z]{{4}}){_BIRTH}[0-9]{{2}}(?![\w/-]|[.,][0-9])"


CA_RAMQ = PatternDetector(
    "CA_RAMQ",
    [
        Pattern(_RAMQ, 0.5),
    ],
    context=(
        "ramq",
        "nam",
        "numéro d'assurance maladie",
        "assurance maladie",
        "assurance-maladie",
        "carte soleil",
        "health insurance number",
        "medicare card",
        "carte d'assurance maladie",
    ),
    source="https://www.ramq.gouv.qc.ca/en/citizens/health-insurance",
    country="ca",
    flags=regex.DOTALL | regex.MULTILINE,
)

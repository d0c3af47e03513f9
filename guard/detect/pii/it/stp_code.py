"""Italian health code of foreigners (STP, ENI): the mark and thirteen digits.

https://www.salute.gov.it/
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_STP_CODE = PatternDetector(
    "IT_STP_CODE",
    [
        Pattern(r"(?<![\w./+-])(?:STP|ENI) ?[0-9]{13}(?![\w-]|[.,][0-9])", 0.75),
        Pattern(r"(?<![\w./+-])(?:STP|ENI)[ -][0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{7}(?![\w-]|[.,][0-9])", 0.7),
    ],
    context=(
        "codice stp",
        "codice eni",
        "straniero temporaneamente presente",
        "europeo non iscritto",
        "assistito",
    ),
    source="https://www.salute.gov.it/",
    country="it",
)

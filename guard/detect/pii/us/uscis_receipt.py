"""Receipt number of an immigration case: the three letters of an office and ten digits.

https://www.uscis.gov/tools/glossary
"""

from guard.detect.patterns import Pattern, PatternDetector

_OFFICE = "(?:IOE|EAC|VSC|WAC|CSC|LIN|NSC|SRC|TSC|MSC|NBC|YSC|MCT|PSC)"
_RECEIPT = rf"(?<![\w/-])(?<![0-9][.,]){_OFFICE}[- ]?[0-9]{{2}}-?[0-9]{{3}}-?[0-9]{{5}}(?![\w/-]|[.,][0-9])"


US_USCIS_RECEIPT = PatternDetector(
    "US_USCIS_RECEIPT",
    [
        Pattern(_RECEIPT, 0.6),
    ],
    context=("receipt number", "receipt no", "uscis", "case number", "i-797", "green card", "petition"),
    source="https://www.uscis.gov/tools/glossary",
    country="us",
)

"""Number of a patient's record in a hospital: each house has its own, so a word must support it.

https://en.wikipedia.org/wiki/Medical_record
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_END = r"(?![\w-]|[.,/:][0-9])"

MEDICAL_RECORD_NUMBER = PatternDetector(
    "MEDICAL_RECORD_NUMBER",
    [
        Pattern(rf"(?<![\w.,/+-])[A-Z]{{0,3}}[0-9]{{5,10}}{_END}", 0.3, needs_context=True),
        Pattern(rf"(?<![\w.,/+-])[A-Z]{{1,3}}-[0-9]{{5,10}}{_END}", 0.3, needs_context=True),
        Pattern(rf"(?<![\w.,/+-])[0-9]{{2,4}}-[0-9]{{2,4}}-[0-9]{{2,4}}{_END}", 0.3, needs_context=True),
        Pattern(rf"(?<!\w)MRN[ #:.-]{{0,3}}([A-Z]{{0,3}}[0-9]{{5,10}}){_END}", 0.4, group=1),
    ],
    context=(
        "mrn",
        "medical record number",
        "medical record no",
        "medical record",
        "patient id",
        "patient number",
        "patient no",
        "hospital number",
        "chart number",
        "patientennummer",
        "patienten id",
        "fallnummer",
        "dossier médical",
        "numéro de dossier",
        "historia clínica",
        "numero di cartella",
        "cartella clinica",
        "prontuário",
        "patiëntnummer",
        "numer pacjenta",
    ),
    validate=number(digits=5),
    source="https://en.wikipedia.org/wiki/Medical_record",
)

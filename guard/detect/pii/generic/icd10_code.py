"""Code of a diagnosis (ICD-10): short enough to be many things, so only next to a word about diagnoses.

https://icd.who.int/browse10/2019/en
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_CODE = "[A-TV-Z][0-9][0-9AB]"
_LABEL = r"(?i:icd-?10(?:-?(?:cm|gm|am|ca))?|icd)(?:[ -](?i:code|diagnosis|dx))?"
_END = r"(?![\w-]|[.][0-9])"

ICD10_CODE = PatternDetector(
    "ICD10_CODE",
    [
        Pattern(rf"(?<![\w./-]){_CODE}\.[0-9A-TV-Z]{{1,4}}{_END}", 0.3, needs_context=True),
        Pattern(rf"(?<![\w-]){_LABEL}s?\"?\s{{0,2}}[:=#(]?\s{{0,2}}\"?({_CODE}){_END}", 0.5, group=1),
        Pattern(rf"\A{_CODE}[0-9A-TV-Z]{{0,4}}\Z", 0.3, needs_context=True),
    ],
    context=(
        "icd",
        "icd10",
        "icd code",
        "diagnosis",
        "diagnoses",
        "diagnosed",
        "diagnosis code",
        "dx",
        "diagnose",
        "diagnoseschlüssel",
        "diagnostic",
        "diagnóstico",
        "diagnosi",
        "diagnostico",
        "rozpoznanie",
    ),
    source="https://icd.who.int/browse10/2019/en",
    flags=regex.DOTALL | regex.MULTILINE,
)

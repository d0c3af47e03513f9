"""Colombian identity card of a foreigner (cédula de extranjería) or permit (PPT): six or seven digits that count with a word.

https://www.migracioncolombia.gov.co/
"""

from guard.detect.patterns import Pattern, PatternDetector

CO_CEDULA_EXTRANJERIA = PatternDetector(
    "CO_CEDULA_EXTRANJERIA",
    [
        Pattern(r"(?<![\w./-])[0-9]{6,7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "cédula de extranjería",
        "cedula de extranjeria",
        "ppt no",
        "permiso por protección temporal",
        "permiso de protección temporal",
    ),
    source="https://www.migracioncolombia.gov.co/",
    country="co",
)

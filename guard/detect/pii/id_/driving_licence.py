"""Indonesian driving licence number (SIM): twelve digits or fourteen, so a word must support it.

https://korlantas.polri.go.id/
"""

from guard.detect.patterns import Pattern, PatternDetector

ID_DRIVING_LICENCE = PatternDetector(
    "ID_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?:[0-9]{2})?(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{4}-[0-9]{4}-[0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "surat izin mengemudi",
        "nomor sim",
        "no sim",
        "no. sim",
        "sim a",
        "sim c",
    ),
    source="https://korlantas.polri.go.id/",
    country="id",
)

"""Swiss driving licence number: twelve digits; a word must support it.

https://www.astra.admin.ch/
"""

from guard.detect.patterns import Pattern, PatternDetector

CH_DRIVING_LICENCE = PatternDetector(
    "CH_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{12}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "führerausweis",
        "fuehrerausweis",
        "führerausweisnummer",
        "permis de conduire",
        "licenza di condurre",
        "faber",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://www.astra.admin.ch/",
    country="ch",
)

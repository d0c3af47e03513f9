"""Spanish identity card support number (IDESP): three letters and six digits, or E and eight; a word must support it.

https://www.dnielectronico.es/
"""

from guard.detect.patterns import Pattern, PatternDetector

ES_ID_SUPPORT_NUMBER = PatternDetector(
    "ES_ID_SUPPORT_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{3}[0-9]{6}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # Foreigners' cards.
        Pattern(r"(?<![\w./+-])E[0-9]{8}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "idesp",
        "soporte",
        "número de soporte",
        "numero de soporte",
        "num soport",
        "ixesp",
        "support number",
    ),
    source="https://www.dnielectronico.es/",
    country="es",
)

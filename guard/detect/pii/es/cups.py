"""Spanish supply point (CUPS): ES, sixteen digits and two check letters, which name one home.

https://es.wikipedia.org/wiki/C%C3%B3digo_Unificado_de_Punto_de_Suministro
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ES_CUPS = PatternDetector(
    "ES_CUPS",
    [
        Pattern(
            r"(?<![\w./+-])ES ?[0-9]{4}[ -]?[0-9]{4} ?[0-9]{4} ?[0-9]{4}[ -]?[A-Z]{2}(?: ?[0-9][FPRCXYZ])?(?![\w-]|[.,][0-9])",
            0.4,
        ),
    ],
    context=(
        "cups",
        "punto de suministro",
        "contador",
        "supply point",
    ),
    validate=stdnum("es.cups"),
    checks="two mod 529 letters",
    source="https://es.wikipedia.org/wiki/C%C3%B3digo_Unificado_de_Punto_de_Suministro",
    country="es",
    default=True,
)

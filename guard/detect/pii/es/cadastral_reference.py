"""Spanish cadastral reference: twenty signs that name one property, the last two from a mod 23 check.

https://www.catastro.hacienda.gob.es/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ES_CADASTRAL_REFERENCE = PatternDetector(
    "ES_CADASTRAL_REFERENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9A-Z]{7} [0-9A-Z]{7} [0-9]{4} [A-Z]{2}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(r"(?<![\w./+-])[0-9A-Z]{14}[0-9]{4}[A-Z]{2}(?![\w-]|[.,][0-9])", 0.2, valid=0.95),
    ],
    context=(
        "referencia catastral",
        "catastro",
        "ref catastral",
        "cadastral",
    ),
    validate=stdnum("es.referenciacatastral"),
    checks="two mod 23 letters",
    source="https://www.catastro.hacienda.gob.es/",
    country="es",
    default=True,
)

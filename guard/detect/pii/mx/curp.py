"""Mexican population registry code (CURP): letters of the name, date of birth, sex, state and a check digit.

https://www.gob.mx/curp/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_NAME_AND_DATE = r"(?<![\w./-])[A-Z]{4}[0-9]{2}[01][0-9][0-3][0-9]"
_REST = r"[HM][A-Z]{5}[0-9A-Z][0-9](?![\w-]|\.\w|/[0-9])"

MX_CURP = PatternDetector(
    "MX_CURP",
    [
        Pattern(_NAME_AND_DATE + _REST, 0.5),
    ],
    context=("curp", "clave única de registro de población", "clave unica de registro de poblacion"),
    validate=stdnum("mx.curp"),
    checks="date, state and mod 10",
    default=True,
    source="https://www.gob.mx/curp/",
    country="mx",
)

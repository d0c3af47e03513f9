"""Argentine tax or worker number (CUIT, CUIL): the kind, eight digits and a check digit.

https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Identificaci%C3%B3n_Tributaria
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

AR_CUIT = PatternDetector(
    "AR_CUIT",
    [
        Pattern(r"(?<![\w./-])(?:2[0347]|3[034]|5[015])-[0-9]{8}-[0-9](?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        # Bare, one in a hundred passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])(?:2[0347]|3[034]|5[015])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])(?:2[0347]|3[034]|5[015]) [0-9]{8} [0-9](?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
    ],
    context=(
        "cuit",
        "cuil",
        "c.u.i.t",
        "c.u.i.l",
        "clave única de identificación tributaria",
        "clave fiscal",
    ),
    validate=stdnum("ar.cuit"),
    checks="kind and mod 11",
    default=True,
    source="https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Identificaci%C3%B3n_Tributaria",
    country="ar",
)

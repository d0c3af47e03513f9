"""Argentine bank account (CBU, CVU): bank, branch and account, each part with a check digit.

https://es.wikipedia.org/wiki/Clave_Bancaria_Uniforme
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

AR_CBU = PatternDetector(
    "AR_CBU",
    [
        # No bank has a code from 500 on; parcel numbers of as many digits do.
        Pattern(r"(?<![\w./-])[0-4][0-9]{21}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        Pattern(r"(?<![\w./-])[0-4][0-9]{7}[ -][0-9]{14}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
    ],
    context=("cbu", "c.b.u", "cvu", "clave bancaria uniforme", "clave virtual uniforme"),
    validate=stdnum("ar.cbu"),
    checks="mod 10 twice",
    default=True,
    source="https://es.wikipedia.org/wiki/Clave_Bancaria_Uniforme",
    country="ar",
)

"""International standard name identifier (ISNI) of a person or body: sixteen digits that pass mod 11-2.

Bare digits need a word.

https://en.wikipedia.org/wiki/International_Standard_Name_Identifier
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ISNI = PatternDetector(
    "ISNI",
    [
        Pattern(
            r"(?<![\w-])(?<![0-9] )0000 000[0-7] [0-9]{4} [0-9]{3}[0-9X](?![\w-]| [0-9])", 0.1, valid=0.85
        ),
        Pattern(r"(?<![\w.,-])0000000[0-7][0-9]{7}[0-9X](?![\w-])", 0.1, valid=0.3),
    ],
    context=("isni", "name identifier"),
    validate=lambda value: any(sign in "123456789" for sign in value) and stdnum("isni")(value),
    checks="mod 11-2",
    source="https://en.wikipedia.org/wiki/International_Standard_Name_Identifier",
    default=True,
)

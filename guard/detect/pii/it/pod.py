"""Italian supply point (POD): IT, distributor, E and eight digits, which name one home.

https://www.arera.it/
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_POD = PatternDetector(
    "IT_POD",
    [
        Pattern(r"(?<![\w./+-])IT ?[0-9]{3} ?E ?[0-9]{8}[0-9]?(?![\w-]|[.,][0-9])", 0.7),
    ],
    context=(
        "pod",
        "codice pod",
        "punto di prelievo",
        "fornitura",
        "contatore",
    ),
    source="https://www.arera.it/",
    country="it",
)

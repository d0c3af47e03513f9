"""French tax number of a person (numéro fiscal, SPI): thirteen digits, the last three mod 511.

https://www.impots.gouv.fr/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FR_SPI = PatternDetector(
    "FR_SPI",
    [
        Pattern(
            r"(?<![\w./+-])[0-3][0-9] [0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.4, valid=0.8
        ),
        # One time stamp in 511 passes the check, so a word must support a bare number.
        Pattern(r"(?<![\w./+-])[0-3][0-9]{12}(?![\w-]|[.,][0-9])", 0.05, valid=0.35),
    ],
    context=(
        "numéro fiscal",
        "numero fiscal",
        "numéro fiscal de référence",
        "référence fiscale",
        "spi",
        "nif",
        "impôts",
        "impots",
        "tax number",
        "tax identification number",
        "tin",
    ),
    validate=stdnum("fr.nif"),
    checks="mod 511",
    source="https://www.impots.gouv.fr/",
    country="fr",
)

"""Mexican social security number (NSS): eleven digits with a Luhn digit that count with a word.

https://www.imss.gob.mx/
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(number.replace("-", "").replace(" ", ""))


MX_NSS = PatternDetector(
    "MX_NSS",
    [
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])(?:[0-9]{2}[ -]){3}[0-9]{4}[ -][0-9](?![\w-]|\.\w|/[0-9])", 0.1, valid=0.5),
    ],
    context=(
        "nss",
        "n.s.s",
        "número de seguridad social",
        "numero de seguridad social",
        "número de seguro social",
        "imss",
        "número de afiliación",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://www.imss.gob.mx/",
    country="mx",
)

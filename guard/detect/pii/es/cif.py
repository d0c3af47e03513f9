"""Spanish company tax number (CIF): a letter, seven digits and a check digit or letter.

https://es.wikipedia.org/wiki/C%C3%B3digo_de_identificaci%C3%B3n_fiscal
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ES_CIF = PatternDetector(
    "ES_CIF",
    [
        # Companies end in a digit, public bodies in a letter, some kinds in either.
        Pattern(
            r"(?<![\w./+-])(?:[A-HJUV][0-9]{8}|[CDFGJNPQRSUVW][0-9]{7}[A-J])(?![\w-]|[.,][0-9])",
            0.2,
            valid=0.6,
        ),
        Pattern(r"(?<![\w./+-])[ABCDEFGHJNPQRSUVW][- ][0-9]{8}(?![\w-]|[.,][0-9])", 0.2, valid=0.5),
        Pattern(
            r"(?<![\w./+-])[ABCDEFGHJNPQRSUVW][- .]?[0-9]{2}\.?[0-9]{3}\.?[0-9]{2}-?[0-9A-J](?![\w-]|[.,][0-9])",
            0.1,
            valid=0.35,
        ),
    ],
    context=(
        "cif",
        "nif",
        "código de identificación fiscal",
        "codigo de identificacion fiscal",
        "identificación fiscal",
        "razón social",
        "tax number",
    ),
    validate=stdnum("es.cif"),
    checks="Luhn digit or letter",
    source="https://es.wikipedia.org/wiki/C%C3%B3digo_de_identificaci%C3%B3n_fiscal",
    country="es",
)

"""Spanish bank account before IBAN (CCC): twenty digits with two mod 11 digits.

https://es.wikipedia.org/wiki/C%C3%B3digo_cuenta_cliente
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ES_BANK_ACCOUNT = PatternDetector(
    "ES_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w./+-])[0-9]{4}[ -][0-9]{4}[ -][0-9]{2}[ -][0-9]{10}(?![\w-]|[.,][0-9])", 0.4, valid=0.95
        ),
        # One bare number in 121 passes.
        Pattern(r"(?<![\w./+-])[0-9]{20}(?![\w-]|[.,][0-9])", 0.1, valid=0.5),
        Pattern(
            r"(?<![\w./+-])[0-9]{4} [0-9]{4} [0-9]{2} [0-9]{5} [0-9]{5}(?![\w-]|[.,][0-9])", 0.4, valid=0.95
        ),
        Pattern(r"(?<![\w./+-])[0-9]{4}(?: [0-9]{4}){4}(?![\w-]|[.,][0-9])", 0.2, valid=0.7),
    ],
    context=(
        "ccc",
        "cuenta",
        "cuenta bancaria",
        "cuenta corriente",
        "número de cuenta",
        "numero de cuenta",
        "código cuenta cliente",
        "bank account",
    ),
    validate=stdnum("es.ccc"),
    checks="two mod 11 digits",
    source="https://es.wikipedia.org/wiki/C%C3%B3digo_cuenta_cliente",
    country="es",
)

"""Spanish VAT number: ES and a NIF, NIE or CIF with its check.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ES_VAT = PatternDetector(
    "ES_VAT",
    [
        Pattern(
            r"(?<![\w./+-])ES-?(?:[A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])(?![\w-]|[.,][0-9])", 0.4, valid=0.95
        ),
        # In small letters it is a Spanish word.
        Pattern(
            r"(?<![\w./+-])(?-i:ES) (?:[A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])(?![\w-]|[.,][0-9])",
            0.4,
            valid=0.95,
        ),
    ],
    context=(
        "iva",
        "nif",
        "nif iva",
        "vat",
        "vat number",
    ),
    validate=stdnum("es.nif"),
    checks="mod 23 or Luhn",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="es",
)

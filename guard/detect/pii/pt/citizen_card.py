"""Portuguese citizen card number: nine digits, two letters or digits and a check digit.

https://pt.wikipedia.org/wiki/Cart%C3%A3o_de_cidad%C3%A3o
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PT_CITIZEN_CARD = PatternDetector(
    "PT_CITIZEN_CARD",
    [
        Pattern(r"(?<![\w./+-])[0-9]{8} [0-9] ?[A-Z][0-9A-Z][0-9](?![\w-]|[.,][0-9])", 0.4, valid=0.9),
        Pattern(r"(?<![\w./+-])[0-9]{9}[A-Z][0-9A-Z][0-9](?![\w-]|[.,][0-9])", 0.3, valid=0.75),
    ],
    context=(
        "cartão de cidadão",
        "cartao de cidadao",
        "cartão do cidadão",
        "bilhete de identidade",
        "citizen card",
        "cc",
        "identity card",
        "id card",
    ),
    validate=stdnum("pt.cc"),
    checks="mod 10",
    source="https://pt.wikipedia.org/wiki/Cart%C3%A3o_de_cidad%C3%A3o",
    country="pt",
)

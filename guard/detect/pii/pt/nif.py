"""Portuguese tax number (NIF, NIPC): nine digits with a mod 11 check; a word must support it.

https://pt.wikipedia.org/wiki/N%C3%BAmero_de_identifica%C3%A7%C3%A3o_fiscal
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PT_NIF = PatternDetector(
    "PT_NIF",
    [
        Pattern(r"(?<![\w./+-])[1-35689][0-9]{8}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])[1-35689][0-9]{2} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "nif",
        "nipc",
        "contribuinte",
        "número de contribuinte",
        "numero de contribuinte",
        "número de identificação fiscal",
        "numero de identificacao fiscal",
        "pessoa coletiva",
        "pessoa colectiva",
        "número fiscal",
        "tax number",
        "tax identification number",
    ),
    validate=stdnum("pt.nif"),
    checks="mod 11",
    source="https://pt.wikipedia.org/wiki/N%C3%BAmero_de_identifica%C3%A7%C3%A3o_fiscal",
    country="pt",
)

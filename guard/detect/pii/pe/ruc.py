"""Peruvian tax number (RUC): the kind, eight digits and a check digit that count with a word.

https://www.sunat.gob.pe/legislacion/ruc/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PE_RUC = PatternDetector(
    "PE_RUC",
    [
        # Numbers that begin with the year pass as often as one in eleven.
        Pattern(r"(?<![\w./-])(?:1[057]|20)[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.38),
    ],
    context=(
        "ruc",
        "r.u.c",
        "registro único de contribuyentes",
        "registro unico de contribuyentes",
        "peruvian tax number",
    ),
    validate=stdnum("pe.ruc"),
    checks="kind and mod 11",
    source="https://www.sunat.gob.pe/legislacion/ruc/",
    country="pe",
)

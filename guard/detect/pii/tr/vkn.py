"""Turkish tax number (VKN): ten digits with a check digit that count with a word.

https://www.turkiye.gov.tr/gib-intvrg-vergi-kimlik-numarasi-dogrulama
"""

# letters that look alike are meant as they stand

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

TR_VKN = PatternDetector(
    "TR_VKN",
    [
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "vkn",
        "vergi kimlik",
        "vergi no",
        "vergi numarası",
        "vergi numarasi",
        "VERGİ KİMLİK",
        "VERGİ NO",
        "turkish tax number",
    ),
    validate=stdnum("tr.vkn"),
    checks="mod 10",
    source="https://www.turkiye.gov.tr/gib-intvrg-vergi-kimlik-numarasi-dogrulama",
    country="tr",
)

"""Indonesian family card number (KK): sixteen digits as in a NIK, so a word must support it.

https://id.wikipedia.org/wiki/Kartu_Keluarga
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ID_FAMILY_CARD = PatternDetector(
    "ID_FAMILY_CARD",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]{15}(?![\w/-]|\.[0-9])", 0.35, valid=0.35, needs_context=True
        ),
    ],
    context=("kartu keluarga", "nomor kk", "no kk", "no. kk", "family card"),
    validate=stdnum("id.nik"),
    checks="district and date",
    source="https://id.wikipedia.org/wiki/Kartu_Keluarga",
    country="id",
)

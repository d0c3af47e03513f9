"""Indonesian identity number (NIK): district, birth date and four digits.

https://id.wikipedia.org/wiki/Nomor_Induk_Kependudukan
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ID_NIK = PatternDetector(
    "ID_NIK",
    [
        # District and date pass for one bare number in three hundred.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]{15}(?![\w/-]|\.[0-9])", 0.1, valid=0.5),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]{5}[.-][0-9]{6}[.-][0-9]{4}(?![\w/-]|\.[0-9])", 0.2, valid=0.7
        ),
    ],
    context=(
        "nik",
        "ktp",
        "e-ktp",
        "no ktp",
        "nomor ktp",
        "nomor induk kependudukan",
        "kartu tanda penduduk",
        "indonesian id",
    ),
    validate=stdnum("id.nik"),
    checks="district and date",
    source="https://id.wikipedia.org/wiki/Nomor_Induk_Kependudukan",
    country="id",
)

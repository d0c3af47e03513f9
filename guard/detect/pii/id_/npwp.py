"""Indonesian taxpayer number (NPWP): fifteen digits, the ninth is Luhn's; since 2024 sixteen with a 0 before.

https://www.pajak.go.id/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ID_NPWP = PatternDetector(
    "ID_NPWP",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]-[0-9]{3}\.[0-9]{3}(?![\w/-]|\.[0-9])",
            0.5,
            valid=1.0,
        ),
        # One bare number in ten passes, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{15}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)0[0-9]{15}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=("npwp", "nomor pokok wajib pajak", "no. npwp", "tax id", "wajib pajak"),
    validate=stdnum("id.npwp"),
    checks="Luhn",
    source="https://www.pajak.go.id/",
    country="id",
)

"""Indonesian health insurance number (BPJS): thirteen digits that begin with 000; a word must support it.

https://www.bpjs-kesehatan.go.id/
"""

from guard.detect.patterns import Pattern, PatternDetector

ID_BPJS = PatternDetector(
    "ID_BPJS",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)000[0-9]{10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("bpjs", "bpjs kesehatan", "jkn", "kartu indonesia sehat", "no kartu bpjs", "health insurance"),
    source="https://www.bpjs-kesehatan.go.id/",
    country="id",
)

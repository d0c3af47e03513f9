"""Thai taxpayer number of a company: thirteen digits that begin with 0, the last one checks.

https://www.dbd.go.th/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

TH_TIN = PatternDetector(
    "TH_TIN",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)0-[0-9]{2}-?[0-9]-[0-9]{3}-[0-9]{5}-[0-9](?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            valid=0.8,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)0-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9](?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            valid=0.8,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])0 [0-9]{4} [0-9]{5} [0-9]{2} [0-9](?![0-9A-Za-z_/-]|[ .][0-9])",
            0.2,
            valid=0.6,
        ),
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)0[0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "tax id",
        "taxpayer identification number",
        "tin",
        "company registration number",
        "เลขประจำตัวผู้เสียภาษี",
        "เลขประจำตัวผู้เสียภาษีอากร",
        "เลขทะเบียนนิติบุคคล",
        "เลขผู้เสียภาษี",
    ),
    validate=stdnum("th.moa"),
    checks="mod 11",
    source="https://www.dbd.go.th/",
    country="th",
)

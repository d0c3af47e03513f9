"""Code on the back of a Thai identity card: two letters and a digit, seven digits, two digits.

https://en.wikipedia.org/wiki/Thai_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

TH_ID_CARD_LASER = PatternDetector(
    "TH_ID_CARD_LASER",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{2}[0-9]-[0-9]{7}-[0-9]{2}(?![0-9A-Za-z_/-]|\.[0-9])", 0.45
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{10}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "laser code",
        "laser id",
        "laser number",
        "เลเซอร์โค้ด",
        "รหัสหลังบัตร",
        "รหัสหลังบัตรประชาชน",
        "เลขหลังบัตร",
        "หลังบัตรประชาชน",
    ),
    source="https://en.wikipedia.org/wiki/Thai_identity_card",
    country="th",
)

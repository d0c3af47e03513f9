"""Vietnamese social insurance number (BHXH): ten digits, so a word must support it.

https://baohiemxahoi.gov.vn/
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_SOCIAL_INSURANCE = PatternDetector(
    "VN_SOCIAL_INSURANCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "bhxh",
        "số bhxh",
        "bảo hiểm xã hội",
        "bao hiem xa hoi",
        "sổ bảo hiểm",
        "mã số bhxh",
        "social insurance",
    ),
    source="https://baohiemxahoi.gov.vn/",
    country="vn",
)

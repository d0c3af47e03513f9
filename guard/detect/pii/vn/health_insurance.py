"""Vietnamese health insurance number (BHYT): two letters for the group and thirteen digits; a word must support it.

https://baohiemxahoi.gov.vn/
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_HEALTH_INSURANCE = PatternDetector(
    "VN_HEALTH_INSURANCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{2}[1-5][0-9]{12}(?![\w/-]|\.[0-9])", 0.35),
        Pattern(r"(?<![\w/+-])(?<![0-9][ .])[A-Z]{2} ?[1-5] [0-9]{2} [0-9]{10}(?![\w/-]|[ .][0-9])", 0.35),
    ],
    context=("bhyt", "thẻ bhyt", "bảo hiểm y tế", "bao hiem y te", "mã thẻ", "health insurance"),
    source="https://baohiemxahoi.gov.vn/",
    country="vn",
)

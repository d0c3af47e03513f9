"""Vietnamese tax number (MST): ten digits, the last one checks; a branch has three more.

https://vi.wikipedia.org/wiki/Thuế_Việt_Nam
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

VN_MST = PatternDetector(
    "VN_MST",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}-[0-9]{3}(?![\w/-]|\.[0-9])", 0.2, valid=0.6),
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{13}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "mst",
        "mã số thuế",
        "ma so thue",
        "tax code",
        "tax id",
        "mã số doanh nghiệp",
        "ma so doanh nghiep",
        "mst cá nhân",
    ),
    validate=stdnum("vn.mst"),
    checks="mod 11",
    source="https://vi.wikipedia.org/wiki/Thuế_Việt_Nam",
    country="vn",
)

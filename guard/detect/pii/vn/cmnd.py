"""Vietnamese identity card number of before 2021 (CMND): nine digits, so a word must support it.

https://en.wikipedia.org/wiki/Vietnamese_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_CMND = PatternDetector(
    "VN_CMND",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "cmnd",
        "số cmnd",
        "chứng minh nhân dân",
        "chứng minh thư",
        "cmt",
        "chung minh nhan dan",
        "chung minh thu",
        "people's identity card",
    ),
    source="https://en.wikipedia.org/wiki/Vietnamese_identity_card",
    country="vn",
)

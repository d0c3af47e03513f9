"""Vietnamese citizen identity number (CCCD): province, sex, birth year and six digits; a word must support it.

https://en.wikipedia.org/wiki/Vietnamese_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_CCCD = PatternDetector(
    "VN_CCCD",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)0[0-9]{2}[0-9][0-9]{2}[0-9]{6}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])0[0-9]{2} [0-9]{3} [0-9]{6}(?![\w/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "cccd",
        "số cccd",
        "căn cước công dân",
        "căn cước",
        "số căn cước",
        "thẻ căn cước",
        "số định danh",
        "số định danh cá nhân",
        "can cuoc cong dan",
        "can cuoc",
        "so dinh danh",
        "citizen identity card",
        "citizen id",
    ),
    source="https://en.wikipedia.org/wiki/Vietnamese_identity_card",
    country="vn",
)

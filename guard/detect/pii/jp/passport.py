"""Japanese passport number: two letters and seven digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-japan-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

JP_PASSPORT = PatternDetector(
    "JP_PASSPORT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{7}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "passport",
        "パスポート",
        "パスポート番号",
        "パスポート番号は",
        "パスポートナンバー",
        "旅券番号",
        "旅券番号は",
        "旅券",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-japan-passport-number",
    country="jp",
)

"""Japanese residence card number: two letters, eight digits and two letters.

https://www.moj.go.jp/isa/
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

JP_RESIDENCE_CARD = PatternDetector(
    "JP_RESIDENCE_CARD",
    [
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{8}[A-Z]{2}(?![0-9A-Za-z_/-]|\.[0-9])", 0.45),
    ],
    context=(
        "residence card",
        "zairyu card",
        "在留カード",
        "在留カード番号",
        "在留カード番号は",
        "特別永住者証明書",
        "特別永住者証明書番号",
    ),
    source="https://www.moj.go.jp/isa/",
    country="jp",
    flags=regex.DOTALL | regex.MULTILINE,
)

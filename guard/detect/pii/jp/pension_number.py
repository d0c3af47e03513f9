"""Japanese basic pension number: four digits and six digits, so a word must support it.

https://www.nenkin.go.jp/
"""

from guard.detect.patterns import Pattern, PatternDetector

JP_PENSION_NUMBER = PatternDetector(
    "JP_PENSION_NUMBER",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{4}-[0-9]{6}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{10}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "基礎年金番号",
        "基礎年金番号は",
        "年金番号",
        "年金手帳",
        "basic pension number",
        "pension number",
        "nenkin",
    ),
    source="https://www.nenkin.go.jp/",
    country="jp",
)

"""Japanese corporate number (Hojin Bango): thirteen digits, the first one checks the others.

https://en.wikipedia.org/wiki/Corporate_Number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

JP_CORPORATE_NUMBER = PatternDetector(
    "JP_CORPORATE_NUMBER",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[1-9]-[0-9]{4}-[0-9]{4}-[0-9]{4}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.3,
            valid=0.6,
        ),
        # One bare number in nine passes, so a word must support it.
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-9][0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=("corporate number", "hojin bango", "houjin bangou", "法人番号", "法人番号は", "会社法人等番号"),
    validate=stdnum("jp.cn"),
    checks="mod 9",
    source="https://en.wikipedia.org/wiki/Corporate_Number",
    country="jp",
)

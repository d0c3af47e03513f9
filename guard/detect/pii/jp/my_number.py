"""Japanese individual number (My Number): twelve digits, the last one checks; a word must support it.

https://en.wikipedia.org/wiki/Individual_Number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

JP_MY_NUMBER = PatternDetector(
    "JP_MY_NUMBER",
    [
        # One number in eleven passes, and other numbers are grouped like this too.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.05,
            valid=0.3,
        ),
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "my number",
        "mynumber",
        "individual number",
        "kojin bango",
        "マイナンバー",
        "マイナンバーは",
        "個人番号",
        "個人番号は",
        "マイナンバーカード",
    ),
    validate=stdnum("jp.in_"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/Individual_Number",
    country="jp",
)

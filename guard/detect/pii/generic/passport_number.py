"""Passport number of any country: six to nine signs, so a word must support it.

https://en.wikipedia.org/wiki/Passport
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_END = r"(?![\w-]|[.,/:][0-9])"

PASSPORT_NUMBER = PatternDetector(
    "PASSPORT_NUMBER",
    [
        Pattern(
            rf"(?<![\w.,/$€£+-])(?<![0-9] )(?=[A-Z]{{0,3}}[0-9])[A-Z0-9]{{6,9}}{_END}",
            0.3,
            needs_context=True,
        ),
        Pattern(rf"(?<![\w.,/$€£+-])(?-i:[A-Z]{{1,3}})[ -][0-9]{{6,8}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"(?<![\w.,/$€£+-])(?<![0-9] )[0-9]{{2}} [0-9]{{2}} [0-9]{{6}}{_END}", 0.3, needs_context=True
        ),  # Russian
        Pattern(rf"(?<![\w.,/$€£+-])(?<![0-9] )[0-9]{{2}} [0-9]{{7}}{_END}", 0.3, needs_context=True),
    ],
    context=(
        "passport",
        "passport number",
        "passport no",
        "passeport",
        "reisepass",
        "reisepassnummer",
        "passnummer",
        "pasaporte",
        "passaporto",
        "passaporte",
        "paspoort",
        "paszport",
        "pass nr",
        "passnr",
        "pasnummer",
        "útlevél",
        "pașaport",
        "pasaport",
        "паспорт",
        "паспорта",
        "διαβατήριο",
        "护照",
        "护照号码",
        "パスポート",
        "旅券番号",
        "여권",
        "여권번호",
        "جواز السفر",
        "דרכון",
    ),
    validate=number(digits=5),
    source="https://en.wikipedia.org/wiki/Passport",
)

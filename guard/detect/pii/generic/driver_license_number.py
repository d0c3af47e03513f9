"""Driving licence number of any country or state: formats differ, so a word must support it.

https://en.wikipedia.org/wiki/Driver%27s_license
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_END = r"(?![\w-]|[.,/:][0-9])"
_MORE = "(?:[ -][0-9]{3,5})?"

DRIVER_LICENSE_NUMBER = PatternDetector(
    "DRIVER_LICENSE_NUMBER",
    [
        Pattern(rf"(?<!\w)DL ?[#:] ?((?=[A-Z]{{0,3}}[0-9])[A-Z0-9]{{6,18}}){_END}", 0.6, group=1),
        Pattern(
            rf"(?<![\w.,/$€£+-])(?<![0-9] )[0-9]{{2,3}}[ -][0-9]{{3}}[ -][0-9]{{3}}{_END}(?! [0-9])",
            0.3,
            needs_context=True,
        ),
        Pattern(rf"(?<![\w.,/$€£+-])(?=[A-Z]{{0,6}}[0-9])[A-Z0-9]{{6,18}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"(?<![\w.,/$€£+-])[A-Z]{{1,2}}[0-9]{{2,4}}[ -][0-9]{{3,5}}{_MORE * 2}{_END}",
            0.3,
            needs_context=True,
        ),
        Pattern(
            rf"(?<![\w.,/$€£+-])(?-i:[A-Z]{{1,2}})[ -][0-9]{{3,4}}[ -][0-9]{{3,4}}{_MORE}{_END}",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "driver license",
        "driver's license",
        "drivers license",
        "driver licence",
        "driver's licence",
        "driving licence",
        "driving license",
        "dl number",
        "dl no",
        "dln",
        "führerschein",
        "führerscheinnummer",
        "fuehrerschein",
        "permis de conduire",
        "permiso de conducir",
        "licencia de conducir",
        "carnet de conducir",
        "patente di guida",
        "carta de condução",
        "rijbewijs",
        "rijbewijsnummer",
        "prawo jazdy",
        "prawa jazdy",
        "körkort",
        "körkortsnummer",
        "kørekort",
        "førerkort",
        "ajokortti",
        "vezetői engedély",
        "водительское удостоверение",
        "водительских прав",
        "驾驶证",
        "運転免許証",
        "免許証番号",
        "운전면허",
    ),
    validate=number(digits=5),
    source="https://en.wikipedia.org/wiki/Driver%27s_license",
)

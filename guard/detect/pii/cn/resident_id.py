"""Chinese resident identity card number: place, birth date, sequence and a check character.

https://en.wikipedia.org/wiki/Resident_Identity_Card
"""

from datetime import date

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_OLD = 15
_check = stdnum("iso7064.mod_11_2")


def _valid(value: str) -> bool | None:
    from stdnum.cn import ric

    number = value.replace(" ", "").upper()
    if len(number) == _OLD:
        return None
    try:
        return True if ric.is_valid(number) else None if _dated(number) else False
    except KeyError:  # it knows the province, but not the district
        return None if _dated(number) else False


def _dated(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _check(number)


CN_RESIDENT_ID = PatternDetector(
    "CN_RESIDENT_ID",
    [
        # A place that is not known may be a new one: then a word must support it.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-8][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X](?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            valid=1.0,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[1-8][0-9]{5} (?:19|20)[0-9]{6} [0-9]{3}[0-9X](?![0-9A-Za-z_/-]|[ .][0-9])",
            0.3,
            valid=1.0,
        ),
        # The form of before 1999 has no check.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-8][0-9]{7}(?:0[1-9]|1[0-2])[0-3][0-9]{4}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "resident identity card",
        "chinese id",
        "citizen id",
        "id number",
        "shenfenzheng",
        "身份证",
        "身份证号",
        "身份证号码",
        "身份证号码是",
        "身份证号码为",
        "身份证号是",
        "身份证号为",
        "居民身份证",
        "公民身份号码",
        "身份證",
        "身份證號碼",
        "证件号码",
    ),
    validate=_valid,
    checks="date, place and mod 11-2",
    source="https://en.wikipedia.org/wiki/Resident_Identity_Card",
    country="cn",
    default=True,
)

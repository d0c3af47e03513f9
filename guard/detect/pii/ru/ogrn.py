"""Russian state registration number (ОГРН, ОГРНИП): thirteen or fifteen digits with a check digit.

https://ru.wikipedia.org/wiki/%D0%9E%D1%81%D0%BD%D0%BE%D0%B2%D0%BD%D0%BE%D0%B9_%D0%B3%D0%BE%D1%81%D1%83%D0%B4%D0%B0%D1%80%D1%81%D1%82%D0%B2%D0%B5%D0%BD%D0%BD%D1%8B%D0%B9_%D1%80%D0%B5%D0%B3%D0%B8%D1%81%D1%82%D1%80%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

RU_OGRN = PatternDetector(
    "RU_OGRN",
    [
        # Bare digits: one in eleven passes the check, so a word must support them.
        Pattern(r"(?<![\w./-])[1-9][0-9]{12}(?:[0-9]{2})?(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("огрн", "огрнип", "ogrn", "ogrnip", "основной государственный регистрационный номер"),
    validate=stdnum("ru.ogrn"),
    checks="mod 11 or mod 13",
    source="https://ru.wikipedia.org/wiki/%D0%9E%D1%81%D0%BD%D0%BE%D0%B2%D0%BD%D0%BE%D0%B9_%D0%B3%D0%BE%D1%81%D1%83%D0%B4%D0%B0%D1%80%D1%81%D1%82%D0%B2%D0%B5%D0%BD%D0%BD%D1%8B%D0%B9_%D1%80%D0%B5%D0%B3%D0%B8%D1%81%D1%82%D1%80%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80",
    country="ru",
)

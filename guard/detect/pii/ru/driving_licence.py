"""Russian driving licence: four digits or signs of the series and six digits that count with a word.

https://ru.wikipedia.org/wiki/%D0%92%D0%BE%D0%B4%D0%B8%D1%82%D0%B5%D0%BB%D1%8C%D1%81%D0%BA%D0%BE%D0%B5_%D1%83%D0%B4%D0%BE%D1%81%D1%82%D0%BE%D0%B2%D0%B5%D1%80%D0%B5%D0%BD%D0%B8%D0%B5
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

RU_DRIVING_LICENCE = PatternDetector(
    "RU_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{2} ?(?:[0-9]{2}|[А-Я]{2}) ?(?:№ ?)?[0-9]{6}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "водительское удостоверение",
        "водительского удостоверения",
        "водительские права",
        "в/у",
        "номер ву",
        "driving licence",
        "driver license",
    ),
    source="https://ru.wikipedia.org/wiki/%D0%92%D0%BE%D0%B4%D0%B8%D1%82%D0%B5%D0%BB%D1%8C%D1%81%D0%BA%D0%BE%D0%B5_%D1%83%D0%B4%D0%BE%D1%81%D1%82%D0%BE%D0%B2%D0%B5%D1%80%D0%B5%D0%BD%D0%B8%D0%B5",
    country="ru",
)

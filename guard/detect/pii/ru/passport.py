"""Russian internal passport: a series of four digits and six more that count with a word.

https://en.wikipedia.org/wiki/Internal_passport_of_Russia
"""

from guard.detect.patterns import Pattern, PatternDetector

RU_PASSPORT = PatternDetector(
    "RU_PASSPORT",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{2} ?[0-9]{2},? ?(?:(?:№|N|номер) ?)?[0-9]{6}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=("паспорт", "паспорта", "паспорту", "паспортные данные", "pasport", "russian passport"),
    source="https://en.wikipedia.org/wiki/Internal_passport_of_Russia",
    country="ru",
)

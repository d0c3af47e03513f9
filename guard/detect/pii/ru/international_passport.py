"""Russian passport for travel abroad: two digits and seven that count with a word.

https://en.wikipedia.org/wiki/Russian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

RU_INTERNATIONAL_PASSPORT = PatternDetector(
    "RU_INTERNATIONAL_PASSPORT",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{2} ?(?:(?:№|N) ?)?[0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True
        ),
    ],
    context=(
        "загранпаспорт",
        "загранпаспорта",
        "заграничный паспорт",
        "заграничного паспорта",
        "zagranpasport",
        "international passport",
    ),
    source="https://en.wikipedia.org/wiki/Russian_passport",
    country="ru",
)

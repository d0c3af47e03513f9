"""Russian health insurance policy (полис ОМС): sixteen digits that count with a word.

https://ru.wikipedia.org/wiki/%D0%9F%D0%BE%D0%BB%D0%B8%D1%81_%D0%BE%D0%B1%D1%8F%D0%B7%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D0%BD%D0%BE%D0%B3%D0%BE_%D0%BC%D0%B5%D0%B4%D0%B8%D1%86%D0%B8%D0%BD%D1%81%D0%BA%D0%BE%D0%B3%D0%BE_%D1%81%D1%82%D1%80%D0%B0%D1%85%D0%BE%D0%B2%D0%B0%D0%BD%D0%B8%D1%8F
"""

# ruff: noqa: RUF002  # letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

RU_HEALTH_INSURANCE = PatternDetector(
    "RU_HEALTH_INSURANCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{4}(?: ?[0-9]{4}){3}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=(
        "омс",
        "полис омс",
        "енп",
        "полис обязательного медицинского страхования",
        "медицинского страхования",
    ),
    source="https://ru.wikipedia.org/wiki/%D0%9F%D0%BE%D0%BB%D0%B8%D1%81_%D0%BE%D0%B1%D1%8F%D0%B7%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D0%BD%D0%BE%D0%B3%D0%BE_%D0%BC%D0%B5%D0%B4%D0%B8%D1%86%D0%B8%D0%BD%D1%81%D0%BA%D0%BE%D0%B3%D0%BE_%D1%81%D1%82%D1%80%D0%B0%D1%85%D0%BE%D0%B2%D0%B0%D0%BD%D0%B8%D1%8F",
    country="ru",
)

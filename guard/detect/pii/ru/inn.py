"""Russian tax number (ИНН): ten digits of a company or twelve of a person, with one or two check digits.

https://ru.wikipedia.org/wiki/%D0%98%D0%B4%D0%B5%D0%BD%D1%82%D0%B8%D1%84%D0%B8%D0%BA%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%BD%D0%B0%D0%BB%D0%BE%D0%B3%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D1%89%D0%B8%D0%BA%D0%B0
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

RU_INN = PatternDetector(
    "RU_INN",
    [
        # Bare digits: one in 11, or in 121, passes the check, so a word must support them.
        Pattern(r"(?<![\w./-])[0-9]{12}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.38),
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("инн", "inn", "идентификационный номер налогоплательщика", "russian tax number"),
    validate=stdnum("ru.inn"),
    checks="mod 11",
    source="https://ru.wikipedia.org/wiki/%D0%98%D0%B4%D0%B5%D0%BD%D1%82%D0%B8%D1%84%D0%B8%D0%BA%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%BD%D0%B0%D0%BB%D0%BE%D0%B3%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D1%89%D0%B8%D0%BA%D0%B0",
    country="ru",
)

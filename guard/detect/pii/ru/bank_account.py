"""Russian bank account: twenty digits with the kind of account first and the currency after it.

https://ru.wikipedia.org/wiki/%D0%A0%D0%B0%D1%81%D1%87%D1%91%D1%82%D0%BD%D1%8B%D0%B9_%D1%81%D1%87%D1%91%D1%82
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_KIND = "(?:30[1-3]|40[5-8]|42[0-9]|45[0-9])[0-9]{2}"
_CURRENCY = "(?:810|156|643|840|978)"

RU_BANK_ACCOUNT = PatternDetector(
    "RU_BANK_ACCOUNT",
    [
        # Its check digit needs the code of the bank.
        Pattern(rf"(?<![\w./-]){_KIND}{_CURRENCY}[0-9]{{12}}(?![\w-]|\.\w|/[0-9])", 0.5),
        Pattern(rf"(?<![\w./-]){_KIND} {_CURRENCY} [0-9] [0-9]{{4}} [0-9]{{7}}(?![\w-]|\.\w|/[0-9])", 0.5),
    ],
    context=(
        "расчётный счёт",
        "расчетный счет",
        "р/с",
        "р/сч",
        "лицевой счёт",
        "лицевой счет",
        "номер счёта",
        "номер счета",
        "корр. счет",
    ),
    source="https://ru.wikipedia.org/wiki/%D0%A0%D0%B0%D1%81%D1%87%D1%91%D1%82%D0%BD%D1%8B%D0%B9_%D1%81%D1%87%D1%91%D1%82",
    country="ru",
)

"""Ukrainian VAT number (ІПН платника ПДВ): twelve digits that count with a word.

https://tax.gov.ua/
"""

from guard.detect.patterns import Pattern, PatternDetector

UA_VAT = PatternDetector(
    "UA_VAT",
    [
        Pattern(r"(?<![\w./-])[0-9]{12}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("іпн", "пдв", "платника пдв", "індивідуальний податковий номер", "ukrainian vat"),
    source="https://tax.gov.ua/",
    country="ua",
)

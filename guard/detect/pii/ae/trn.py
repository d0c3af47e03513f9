"""Emirati tax registration number (TRN): fifteen digits that begin with 100.

https://tax.gov.ae/
"""

from guard.detect.patterns import Pattern, PatternDetector

AE_TRN = PatternDetector(
    "AE_TRN",
    [
        # There is no published check, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)10[0-9]{13}(?![\w/-]|\.[0-9])", 0.3),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)10[0-9]-[0-9]{4}-[0-9]{4}-[0-9]{4}(?![\w/-]|\.[0-9])", 0.35),
    ],
    context=(
        "trn",
        "tax registration number",
        "vat",
        "vat registration",
        "رقم التسجيل الضريبي",
        "الرقم الضريبي",
        "ضريبة القيمة المضافة",
    ),
    source="https://tax.gov.ae/",
    country="ae",
)

"""Saudi VAT number: fifteen digits that begin and end with 3.

https://zatca.gov.sa/
"""

from guard.detect.patterns import Pattern, PatternDetector

SA_VAT = PatternDetector(
    "SA_VAT",
    [
        # There is no published check, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[3\u0663][0-9\u0660-\u0669]{13}[3\u0663](?![\w/-]|\.[0-9])", 0.3),
    ],
    context=(
        "vat",
        "vat number",
        "vat registration",
        "tax number",
        "الرقم الضريبي",
        "رقم التسجيل الضريبي",
        "ضريبة القيمة المضافة",
        "الرقم الضريبى",
    ),
    source="https://zatca.gov.sa/",
    country="sa",
)

"""Egyptian tax registration number: nine digits in threes, so a word must support it.

https://www.eta.gov.eg/
"""

from guard.detect.patterns import Pattern, PatternDetector

EG_TAX_NUMBER = PatternDetector(
    "EG_TAX_NUMBER",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9\u0660-\u0669]{3}[ /-][0-9\u0660-\u0669]{3}[ /-][0-9\u0660-\u0669]{3}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9\u0660-\u0669]{9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "tax registration",
        "tax number",
        "tax id",
        "tax card",
        "الرقم الضريبي",
        "رقم التسجيل الضريبي",
        "البطاقة الضريبية",
        "التسجيل الضريبي",
    ),
    source="https://www.eta.gov.eg/",
    country="eg",
)

"""Saudi commercial registration number: ten digits for the city and kind, so a word must support it.

https://mc.gov.sa/
"""

from guard.detect.patterns import Pattern, PatternDetector

SA_COMMERCIAL_REGISTRATION = PatternDetector(
    "SA_COMMERCIAL_REGISTRATION",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-7\u0661-\u0667][0-9\u0660-\u0669]{9}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "commercial registration",
        "cr number",
        "cr no",
        "commercial register",
        "unified number",
        "سجل تجاري",
        "السجل التجاري",
        "رقم السجل التجاري",
        "س.ت",
        "الرقم الموحد",
    ),
    source="https://mc.gov.sa/",
    country="sa",
)

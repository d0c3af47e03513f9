"""Hong Kong business registration number: eight digits; with branch, month, year and a character on certificates.

https://www.ird.gov.hk/eng/tax/bre.htm
"""

from guard.detect.patterns import Pattern, PatternDetector

HK_BUSINESS_REGISTRATION = PatternDetector(
    "HK_BUSINESS_REGISTRATION",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}-[0-9]{3}-(?:0[1-9]|1[0-2])-[0-9]{2}-[0-9A-Z](?![0-9A-Za-z_/-]|\.[0-9])",
            0.5,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}-[0-9]{3}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "business registration",
        "br number",
        "br no",
        "brn",
        "unique business identifier",
        "商業登記",
        "商業登記號碼",
        "商業登記證號碼",
        "商業登記證",
        "商业登记号码",
    ),
    source="https://www.ird.gov.hk/eng/tax/bre.htm",
    country="hk",
)

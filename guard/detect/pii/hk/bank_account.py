"""Hong Kong bank account: bank code (three digits) and account (nine to twelve), so a word must support it.

https://www.hkicl.com.hk/
"""

from guard.detect.patterns import Pattern, PatternDetector

HK_BANK_ACCOUNT = PatternDetector(
    "HK_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{3}-[0-9]{3}-[0-9]{6}-[0-9]{3}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.45,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[0-9]{3}[ -][0-9]{6}[ -][0-9]{3}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[0-9]{3}[ -](?:[0-9]{3}[ -])?[0-9]{6,9}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{3}-[0-9]{3}-[0-9]-[0-9]{6}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{9,12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "fps",
        "戶口號碼",
        "銀行戶口",
        "戶口",
        "銀行賬號",
        "賬戶號碼",
    ),
    source="https://www.hkicl.com.hk/",
    country="hk",
)

"""South Korean bank account: ten to fourteen digits in groups, so a word must support it.

https://en.wikipedia.org/wiki/List_of_banks_in_South_Korea
"""

from guard.detect.patterns import Pattern, PatternDetector

KR_BANK_ACCOUNT = PatternDetector(
    "KR_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{3,6}-[0-9]{2,6}-[0-9]{3,8}(?:-[0-9]{1,3})?(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{10,14}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "계좌번호",
        "계좌번호는",
        "계좌",
        "입금계좌",
        "국민은행",
        "신한은행",
        "우리은행",
        "하나은행",
        "농협",
        "기업은행",
        "카카오뱅크",
        "토스뱅크",
        "환불계좌",
    ),
    source="https://en.wikipedia.org/wiki/List_of_banks_in_South_Korea",
    country="kr",
)

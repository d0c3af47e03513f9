"""South Korean health insurance card number: eleven digits, so a word must support it.

https://www.nhis.or.kr/
"""

from guard.detect.patterns import Pattern, PatternDetector

KR_HEALTH_INSURANCE = PatternDetector(
    "KR_HEALTH_INSURANCE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-9]-?[0-9]{10}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "health insurance number",
        "health insurance card",
        "nhis number",
        "건강보험증",
        "건강보험증번호",
        "건강보험증 번호",
        "건강보험번호",
        "보험증번호",
        "증번호",
    ),
    source="https://www.nhis.or.kr/",
    country="kr",
)

"""South Korean personal customs clearance code: P and twelve digits.

https://unipass.customs.go.kr/
"""

from guard.detect.patterns import Pattern, PatternDetector

KR_CUSTOMS_CODE = PatternDetector(
    "KR_CUSTOMS_CODE",
    [
        # Part numbers look like it, so a word must support it.
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)P[0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3),
    ],
    context=(
        "personal customs code",
        "customs clearance code",
        "pccc",
        "개인통관고유부호",
        "통관고유부호",
        "통관부호",
        "개인통관부호",
        "개인통관고유부호는",
    ),
    source="https://unipass.customs.go.kr/",
    country="kr",
)

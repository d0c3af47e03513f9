"""South Korean corporate registration number: thirteen digits, the last one once checked the others.

https://ko.wikipedia.org/wiki/법인등록번호
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool | None:
    digits = [int(digit) for digit in value if digit.isdigit()]
    total = sum(digit * (1 + place % 2) for place, digit in enumerate(digits[:-1]))
    # Numbers given out since 2025 have no check digit.
    return True if -total % 10 == digits[-1] else None


KR_CORPORATE_NUMBER = PatternDetector(
    "KR_CORPORATE_NUMBER",
    [
        # A resident registration number has the same shape, so a word must support it.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{6}-[0-9]{7}(?![0-9A-Za-z_/-]|\.[0-9])", 0.1, valid=0.35
        ),
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{13}(?![0-9A-Za-z_/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "corporate registration number",
        "corporation registration number",
        "법인등록번호",
        "법인등록번호는",
        "법인번호",
        "법인번호는",
        "법인 등록번호",
    ),
    validate=_valid,
    checks="mod 10",
    source="https://ko.wikipedia.org/wiki/법인등록번호",
    country="kr",
)

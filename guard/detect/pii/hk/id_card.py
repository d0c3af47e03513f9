"""Hong Kong identity card number (HKID): one or two letters, six digits and a check character.

https://en.wikipedia.org/wiki/Hong_Kong_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

_LENGTHS = (8, 9)


def _valid(value: str) -> bool:
    """Weigh the characters 9 to 1; a missing first letter counts as 36, as the article has it."""
    letters = [sign for sign in value.upper() if sign.isascii() and sign.isalnum()]
    if len(letters) not in _LENGTHS:
        return False
    values = [36] * (9 - len(letters)) + [int(sign, 36) for sign in letters]
    return sum(weight * each for weight, each in zip(range(9, 0, -1), values, strict=True)) % 11 == 0


HK_ID_CARD = PatternDetector(
    "HK_ID_CARD",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{1,2}[0-9]{6} ?[(\uFF08][0-9A][)\uFF09](?![0-9A-Za-z_])",
            0.3,
            valid=0.9,
        ),
        # Without brackets part numbers look like it, so a word must support it.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{1,2}[0-9]{6}[0-9A](?![0-9A-Za-z_/-]|\.[0-9])",
            0.1,
            valid=0.3,
        ),
    ],
    context=(
        "hkid",
        "hong kong id",
        "hong kong identity card",
        "hkid card",
        "id card number",
        "identity card number",
        "身份證",
        "身份證號碼",
        "身份證號碼是",
        "香港身份證",
        "身份證號碼為",
        "身份证号码",
    ),
    validate=_valid,
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/Hong_Kong_identity_card",
    country="hk",
)

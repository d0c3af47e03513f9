"""AWS access key id, and the secret beside it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

from guard.detect.patterns import Pattern, PatternDetector

_ID = 20


def _mixed(value: str) -> bool | None:
    # Forty hex digits are a commit: a secret holds capitals, small letters and digits.
    kinds = (str.isdigit, str.islower, str.isupper)
    return None if len(value) == _ID or all(any(map(kind, value)) for kind in kinds) else False


AWS_ACCESS_KEY = PatternDetector(
    "AWS_ACCESS_KEY",
    [
        Pattern(r"\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}\b", 0.9),
        Pattern(
            r"""(?i:aws.{0,20}(?:key|pwd|pass|token|secret).{0,20})["'\s:=>]{1,6}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)""",
            0.9,
            group=1,
        ),
        Pattern(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])", 0.3, needs_context=True),
    ],
    context=("secret access key", "aws secret"),
    validate=_mixed,
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    default=True,
    flags=0,
)

"""Session tokens of AWS STS, by their first bytes or by their name.

https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

AWS_SESSION_TOKEN = PatternDetector(
    "AWS_SESSION_TOKEN",
    [
        Pattern(r"(?<![\w+/])(?:FwoGZXIvYXdz|IQoJb3JpZ2luX2Vj)[A-Za-z0-9+/]{80,999}={0,2}", 0.9),
        Pattern(r"""(?i:aws_?session_?token)["'\s:=>]{1,6}([A-Za-z0-9+/]{100,999}={0,2})""", 0.9, group=1),
    ],
    validate=varied,
    source="https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html",
    default=True,
    flags=0,
)

"""LinkedIn client secrets: new ones begin ``WPL_AP``, old ones only their name gives away.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

LINKEDIN_SECRET = PatternDetector(
    "LINKEDIN_SECRET",
    [
        Pattern(r"\bWPL_AP[0-9]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6,10}={0,2}(?![\w+/])", 0.9),
        *named("linked.?in", "[A-Za-z0-9]{16}"),
    ],
    context=credentials_of("linkedin"),
    validate=mixed,
    source="https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
    default=True,
    flags=0,
)

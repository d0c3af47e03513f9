"""Google OAuth: client secrets, access and refresh tokens.

https://developers.google.com/identity/protocols/oauth2
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

GCP_OAUTH = PatternDetector(
    "GCP_OAUTH",
    [
        Pattern(r"\bGOCSPX-[A-Za-z0-9_-]{28}(?![\w-])", 0.9),
        Pattern(r"(?<![\w.])ya29\.[A-Za-z0-9_-]{30,999}(?![\w-])", 0.9),
        Pattern(r"(?<![\w/])1//0[A-Za-z0-9_-]{40,120}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://developers.google.com/identity/protocols/oauth2",
    default=True,
    flags=0,
)

"""Facebook and Instagram: access tokens of users, pages and apps; app secrets by their name.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

FACEBOOK_TOKEN = PatternDetector(
    "FACEBOOK_TOKEN",
    [
        Pattern(r"\bEAA[A-Za-z0-9]{90,300}(?![\w-])", 0.9),
        Pattern(r"\bIG(?:QV|AA)[A-Za-z0-9_-]{80,300}(?![\w-])", 0.9),
        Pattern(r"(?<![\w.])[0-9]{13,17}\|[A-Za-z0-9_-]{27,40}(?![\w-])", 0.7),
        *named("(?:facebook|instagram|meta|fb)", "[a-f0-9]{32}"),
    ],
    context=credentials_of("facebook", "instagram", "meta", "fb"),
    validate=mixed,
    source="https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
    default=True,
    flags=0,
)

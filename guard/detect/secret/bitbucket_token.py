"""Bitbucket app passwords and access tokens of repositories.

https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

BITBUCKET_TOKEN = PatternDetector(
    "BITBUCKET_TOKEN",
    [
        Pattern(r"\bATBB[A-Za-z0-9]{24}[A-F0-9]{8}(?![\w-])", 0.9),
        Pattern(r"\bATCTT3xFfG[A-Za-z0-9_=-]{60,250}=[A-F0-9]{8}(?![\w-])", 0.9),
        *named("bitbucket", "(?:[A-Za-z0-9]{32}|[A-Za-z0-9_=-]{64})"),
    ],
    context=credentials_of("bitbucket"),
    validate=mixed,
    source="https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
    default=True,
    flags=0,
)

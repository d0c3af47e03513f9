"""Atlassian API tokens: new ones begin ``ATATT3``, old ones only their name gives away.

https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ATLASSIAN_TOKEN = PatternDetector(
    "ATLASSIAN_TOKEN",
    [
        Pattern(r"\bATATT3xFf[A-Za-z0-9_=-]{60,250}=[A-F0-9]{8}(?![\w-])", 0.9),
        Pattern(r"\bATSTT3xFf[A-Za-z0-9_=-]{60,250}=[A-F0-9]{8}(?![\w-])", 0.9),
        *named("(?:atlassian|jira|confluence)", "[A-Za-z0-9]{24}"),
    ],
    context=credentials_of("atlassian", "jira", "confluence"),
    validate=mixed,
    source="https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    default=True,
    flags=0,
)

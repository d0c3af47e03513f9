"""Sourcegraph access tokens.

https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SOURCEGRAPH_TOKEN = PatternDetector(
    "SOURCEGRAPH_TOKEN",
    [
        Pattern(r"\bsgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}(?![\w-])", 0.9),
        Pattern(r"\bslk_[a-f0-9]{64}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
    default=True,
    flags=0,
)

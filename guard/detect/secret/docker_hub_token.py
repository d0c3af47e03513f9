"""Docker Hub access tokens: personal and of organisations.

https://docs.docker.com/security/access-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DOCKER_HUB_TOKEN = PatternDetector(
    "DOCKER_HUB_TOKEN",
    [Pattern(r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,32}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.docker.com/security/access-tokens/",
    default=True,
    flags=0,
)

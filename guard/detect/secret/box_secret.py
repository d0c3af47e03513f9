"""Box client secrets and developer tokens: 32 characters, known by their name only.

https://developer.box.com/guides/authentication/tokens/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

BOX_SECRET = PatternDetector(
    "BOX_SECRET",
    named("box", "[A-Za-z0-9]{32}"),
    context=credentials_of("box", "box client", "box developer"),
    validate=mixed,
    source="https://developer.box.com/guides/authentication/tokens/",
    default=True,
    flags=0,
)

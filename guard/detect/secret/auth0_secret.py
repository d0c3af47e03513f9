"""Auth0 client secrets: 64 characters, known by their name only.

https://auth0.com/docs/get-started/applications/rotate-client-secret
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

AUTH0_SECRET = PatternDetector(
    "AUTH0_SECRET",
    named("auth0", "[A-Za-z0-9_-]{64}"),
    context=credentials_of("auth0", "auth client"),
    validate=mixed,
    source="https://auth0.com/docs/get-started/applications/rotate-client-secret",
    default=True,
    flags=0,
)

"""Railway tokens: UUIDs, known by their name only.

https://docs.railway.com/reference/public-api
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

RAILWAY_TOKEN = PatternDetector(
    "RAILWAY_TOKEN",
    named("railway", UUID),
    context=credentials_of("railway"),
    validate=mixed,
    source="https://docs.railway.com/reference/public-api",
    default=True,
    flags=0,
)

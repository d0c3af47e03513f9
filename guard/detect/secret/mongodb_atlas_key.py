"""MongoDB Atlas secrets of service accounts; old private keys are UUIDs, known by their name.

https://www.mongodb.com/docs/atlas/api/service-accounts-overview/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

MONGODB_ATLAS_KEY = PatternDetector(
    "MONGODB_ATLAS_KEY",
    [Pattern(r"\bmdb_sa_sk_[A-Za-z0-9_-]{38,45}(?![\w-])", 0.9), *named("(?:mongodb.?)?atlas", UUID)],
    context=credentials_of("atlas", "mongodb atlas"),
    validate=mixed,
    source="https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
    default=True,
    flags=0,
)

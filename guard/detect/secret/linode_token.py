"""Personal access tokens of Linode: 64 hex digits, known by their name only.

https://techdocs.akamai.com/linode-api/reference/get-started
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

LINODE_TOKEN = PatternDetector(
    "LINODE_TOKEN",
    named("linode", "[a-f0-9]{64}"),
    context=credentials_of("linode"),
    validate=mixed,
    source="https://techdocs.akamai.com/linode-api/reference/get-started",
    default=True,
    flags=0,
)

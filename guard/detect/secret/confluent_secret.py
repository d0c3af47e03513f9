"""Confluent Cloud API secrets: new ones begin ``cflt``, old ones only their name gives away.

https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

CONFLUENT_SECRET = PatternDetector(
    "CONFLUENT_SECRET",
    [
        Pattern(r"(?<![\w+/])cflt[A-Za-z0-9+/]{60}(?![\w+/=])", 0.9),
        *named("confluent", "(?:[A-Za-z0-9+/]{64}|[A-Z0-9]{16})"),
    ],
    context=credentials_of("confluent", "confluent cloud"),
    validate=mixed,
    source="https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
    default=True,
    flags=0,
)

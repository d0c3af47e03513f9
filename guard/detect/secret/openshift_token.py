"""OpenShift user tokens.

https://docs.redhat.com/en/documentation/openshift_container_platform/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

OPENSHIFT_TOKEN = PatternDetector(
    "OPENSHIFT_TOKEN",
    [Pattern(r"\bsha256~[A-Za-z0-9_-]{43}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.redhat.com/en/documentation/openshift_container_platform/",
    default=True,
    flags=0,
)

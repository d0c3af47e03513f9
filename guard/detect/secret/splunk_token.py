"""Splunk tokens of the HTTP event collector: UUIDs, known by the word before them.

https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

SPLUNK_TOKEN = PatternDetector(
    "SPLUNK_TOKEN",
    [Pattern(rf"\bSplunk\s{{1,3}}({UUID})(?![\w-])", 0.9, group=1), *named("(?:splunk|hec)", UUID)],
    context=credentials_of("splunk", "hec"),
    validate=mixed,
    source="https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector",
    default=True,
    flags=0,
)

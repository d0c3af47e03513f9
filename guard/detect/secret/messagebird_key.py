"""MessageBird keys: 25 characters, known by their name only.

https://developers.messagebird.com/api/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

MESSAGEBIRD_KEY = PatternDetector(
    "MESSAGEBIRD_KEY",
    named("message.?bird", "[A-Za-z0-9]{25}"),
    context=credentials_of("messagebird", "message bird"),
    validate=mixed,
    source="https://developers.messagebird.com/api/",
    default=True,
    flags=0,
)

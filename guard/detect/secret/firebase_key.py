"""Firebase Cloud Messaging: server keys and registration tokens.

https://firebase.google.com/docs/cloud-messaging/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

FIREBASE_KEY = PatternDetector(
    "FIREBASE_KEY",
    [Pattern(r"(?<![\w-])(?:[A-Za-z0-9_-]{11,22}:)?APA91b[A-Za-z0-9_-]{130,150}(?![\w-])", 0.95)],
    validate=varied,
    source="https://firebase.google.com/docs/cloud-messaging/",
    default=True,
    flags=0,
)

"""ngrok tokens, known by their name.

https://ngrok.com/docs/agent/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

NGROK_TOKEN = PatternDetector(
    "NGROK_TOKEN",
    [
        *named("ngrok", "[0-9A-Za-z]{20,27}_[0-9A-Za-z]{20,24}"),
        Pattern(r"\b[12][0-9A-Za-z]{26}_[0-9A-Za-z]{21}\b", 0.45),
    ],
    context=credentials_of("ngrok"),
    validate=mixed,
    source="https://ngrok.com/docs/agent/",
    default=True,
    flags=0,
)

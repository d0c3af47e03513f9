"""ElevenLabs API keys.

https://elevenlabs.io/docs/api-reference/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ELEVENLABS_KEY = PatternDetector(
    "ELEVENLABS_KEY",
    [Pattern(r"\bsk_[a-f0-9]{48}(?![\w-])", 0.9), *named("(?:eleven.?labs|xi)", "[a-f0-9]{32}")],
    context=credentials_of("elevenlabs", "eleven lab", "xi"),
    validate=mixed,
    source="https://elevenlabs.io/docs/api-reference/authentication",
    default=True,
    flags=0,
)

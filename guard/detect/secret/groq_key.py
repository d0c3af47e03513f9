"""Groq API keys.

https://console.groq.com/docs/quickstart
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

GROQ_KEY = PatternDetector(
    "GROQ_KEY",
    [Pattern(r"\bgsk_[A-Za-z0-9]{48,56}(?![\w-])", 0.9)],
    validate=varied,
    source="https://console.groq.com/docs/quickstart",
    default=True,
    flags=0,
)

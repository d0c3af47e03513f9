"""Google Cloud API keys. https://cloud.google.com/docs/authentication/api-keys."""

from guard.detect.patterns import Pattern, PatternDetector

GOOGLE_API_KEY = PatternDetector(
    "GOOGLE_API_KEY",
    [Pattern(r"\bAIza[A-Za-z0-9_-]{35}(?![\w-])", 0.9)],
    source="https://cloud.google.com/docs/authentication/api-keys",
    default=True,
    flags=0,
)

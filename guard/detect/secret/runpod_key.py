"""RunPod API keys.

https://docs.runpod.io/get-started/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

RUNPOD_KEY = PatternDetector(
    "RUNPOD_KEY",
    [Pattern(r"\brpa_[A-Z0-9]{38,44}[a-z0-9]{0,8}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.runpod.io/get-started/api-keys",
    default=True,
    flags=0,
)

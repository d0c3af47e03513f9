"""NVIDIA API keys (NGC, NIM).

https://docs.nvidia.com/ngc/latest/ngc-user-guide.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

NVIDIA_KEY = PatternDetector(
    "NVIDIA_KEY",
    [Pattern(r"\bnvapi-[A-Za-z0-9_-]{60,70}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.nvidia.com/ngc/latest/ngc-user-guide.html",
    default=True,
    flags=0,
)

"""Hugging Face tokens of users and organisations.

https://huggingface.co/docs/hub/security-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

HUGGING_FACE_TOKEN = PatternDetector(
    "HUGGING_FACE_TOKEN",
    [Pattern(r"\bhf_[A-Za-z]{34}(?![\w-])", 0.9), Pattern(r"\bapi_org_[A-Za-z]{34}(?![\w-])", 0.9)],
    validate=varied,
    source="https://huggingface.co/docs/hub/security-tokens",
    default=True,
    flags=0,
)

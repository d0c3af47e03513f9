"""LangSmith keys, personal and of services.

https://docs.langchain.com/langsmith/create-account-api-key
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

LANGSMITH_KEY = PatternDetector(
    "LANGSMITH_KEY",
    [
        Pattern(r"\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}(?![\w-])", 0.9),
        Pattern(r"\bls__[a-f0-9]{32}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://docs.langchain.com/langsmith/create-account-api-key",
    default=True,
    flags=0,
)

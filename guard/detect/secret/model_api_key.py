"""Keys of model providers (OpenAI, Anthropic, DeepSeek and others): all begin with ``sk-``.

https://platform.openai.com/docs/api-reference/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

_HEX = 32


def _random(key: str) -> bool | None:
    # A key is random: words joined by hyphens, as in a CSS class, hold no digit or no capital.
    tail = key[3:]
    if len(tail) == _HEX and not tail.strip("0123456789abcdef"):
        return varied(tail)
    return None if any(c.isdigit() for c in tail) and any(c.isupper() for c in tail) else False


MODEL_API_KEY = PatternDetector(
    "MODEL_API_KEY",
    [Pattern(r"\bsk-[A-Za-z0-9_-]{20,250}", 0.9)],
    validate=_random,
    source="https://platform.openai.com/docs/api-reference/authentication",
    default=True,
    flags=0,
)

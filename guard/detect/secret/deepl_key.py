"""DeepL keys: a UUID that ends ``:fx`` (free), or known by its name (pro).

https://developers.deepl.com/docs/getting-started/auth
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

DEEPL_KEY = PatternDetector(
    "DEEPL_KEY",
    [Pattern(rf"\b{UUID}:fx(?![\w-])", 0.9), *named("deepl", UUID)],
    context=credentials_of("deepl"),
    validate=mixed,
    source="https://developers.deepl.com/docs/getting-started/auth",
    default=True,
    flags=0,
)

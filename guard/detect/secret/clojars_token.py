"""Clojars deploy tokens.

https://github.com/clojars/clojars-web/wiki/Deploy-Tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

CLOJARS_TOKEN = PatternDetector(
    "CLOJARS_TOKEN",
    [Pattern(r"\bCLOJARS_[a-f0-9]{60}(?![\w-])", 0.9)],
    validate=varied,
    source="https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
    default=True,
    flags=0,
)

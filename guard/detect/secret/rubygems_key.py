"""RubyGems API keys.

https://guides.rubygems.org/api-key-scopes/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

RUBYGEMS_KEY = PatternDetector(
    "RUBYGEMS_KEY",
    [Pattern(r"\brubygems_[a-f0-9]{48}(?![\w-])", 0.9)],
    validate=varied,
    source="https://guides.rubygems.org/api-key-scopes/",
    default=True,
    flags=0,
)

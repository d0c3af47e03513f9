"""MaxMind licence keys.

https://support.maxmind.com/hc/en-us/articles/4407111582235-Generate-a-License-Key
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

MAXMIND_KEY = PatternDetector(
    "MAXMIND_KEY",
    [Pattern(r"\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![\w-])", 0.9), *named("maxmind", "[A-Za-z0-9]{16}")],
    context=credentials_of("maxmind"),
    validate=mixed,
    source="https://support.maxmind.com/hc/en-us/articles/4407111582235-Generate-a-License-Key",
    default=True,
    flags=0,
)

"""NuGet API keys: ``oy2`` and 43 characters of base 32.

https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

NUGET_KEY = PatternDetector(
    "NUGET_KEY",
    [
        Pattern(
            r"\boy2[a-p][a-z2-7]{15}[aq][a-z2-7]{11}[eu][bdfhjlnprtvxz357][a-p][a-z2-7]{11}[aeimquy4](?![\w-])",
            0.9,
        )
    ],
    validate=varied,
    source="https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package",
    default=True,
    flags=0,
)

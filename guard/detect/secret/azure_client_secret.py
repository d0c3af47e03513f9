"""Client secrets of Microsoft Entra applications: a digit and ``Q~`` in the middle.

https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

AZURE_CLIENT_SECRET = PatternDetector(
    "AZURE_CLIENT_SECRET",
    [Pattern(r"(?<![\w~.-])[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{30,33}[A-Za-z0-9_~-](?![\w~-])", 0.9)],
    validate=varied,
    source="https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app",
    default=True,
    flags=0,
)

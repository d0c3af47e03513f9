"""Adyen API keys.

https://docs.adyen.com/development-resources/api-credentials/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

ADYEN_KEY = PatternDetector(
    "ADYEN_KEY",
    [Pattern(r"(?<![\w+/])AQE[a-z]hmf[A-Za-z0-9+/*=-]{80,200}[A-Za-z0-9=](?![\w+/=-])", 0.95)],
    validate=varied,
    source="https://docs.adyen.com/development-resources/api-credentials/",
    default=True,
    flags=0,
)

"""Amazon Marketplace Web Service tokens.

https://developer-docs.amazon.com/sp-api/docs/migrate-from-amazon-mws
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, varied

AWS_MWS_KEY = PatternDetector(
    "AWS_MWS_KEY",
    [Pattern(rf"\bamzn\.mws\.{UUID}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developer-docs.amazon.com/sp-api/docs/migrate-from-amazon-mws",
    default=True,
    flags=0,
)

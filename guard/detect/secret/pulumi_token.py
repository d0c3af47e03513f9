"""Pulumi access tokens.

https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

PULUMI_TOKEN = PatternDetector(
    "PULUMI_TOKEN",
    [Pattern(r"\bpul-[a-f0-9]{40}(?![\w-])", 0.9)],
    validate=varied,
    source="https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
    default=True,
    flags=0,
)

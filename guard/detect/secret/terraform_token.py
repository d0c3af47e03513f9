"""Tokens of HCP Terraform.

https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

TERRAFORM_TOKEN = PatternDetector(
    "TERRAFORM_TOKEN",
    [Pattern(r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?![\w-])", 0.95)],
    validate=varied,
    source="https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    default=True,
    flags=0,
)

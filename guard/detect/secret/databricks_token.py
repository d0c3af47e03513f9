"""Databricks personal access tokens and OAuth secrets.

https://docs.databricks.com/aws/en/dev-tools/auth/pat
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DATABRICKS_TOKEN = PatternDetector(
    "DATABRICKS_TOKEN",
    [Pattern(r"\bdapi[a-f0-9]{32}(?:-[0-9])?(?![\w-])", 0.9), Pattern(r"\bdose[a-f0-9]{32}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.databricks.com/aws/en/dev-tools/auth/pat",
    default=True,
    flags=0,
)

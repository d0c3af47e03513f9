"""Dynatrace tokens.

https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DYNATRACE_TOKEN = PatternDetector(
    "DYNATRACE_TOKEN",
    [Pattern(r"\bdt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
    default=True,
    flags=0,
)

"""Supabase secret keys and personal access tokens; publishable keys are public.

https://supabase.com/docs/guides/api/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SUPABASE_KEY = PatternDetector(
    "SUPABASE_KEY",
    [
        Pattern(r"\bsbp_(?:v0_|oauth_)?[a-f0-9]{40}(?![\w-])", 0.9),
        Pattern(r"\bsb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://supabase.com/docs/guides/api/api-keys",
    default=True,
    flags=0,
)

"""PostHog personal API keys; project keys (``phc_``) are public.

https://posthog.com/docs/api
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

POSTHOG_KEY = PatternDetector(
    "POSTHOG_KEY",
    [Pattern(r"\bph[xr]_[A-Za-z0-9]{43,60}(?![\w-])", 0.9)],
    validate=varied,
    source="https://posthog.com/docs/api",
    default=True,
    flags=0,
)

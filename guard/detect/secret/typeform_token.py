"""Typeform personal access tokens.

https://www.typeform.com/developers/get-started/personal-access-token/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

TYPEFORM_TOKEN = PatternDetector(
    "TYPEFORM_TOKEN",
    [Pattern(r"\btfp_[A-Za-z0-9_-]{38,60}(?:[.=][A-Za-z0-9_-]{1,20})?(?![\w-])", 0.9)],
    validate=varied,
    source="https://www.typeform.com/developers/get-started/personal-access-token/",
    default=True,
    flags=0,
)

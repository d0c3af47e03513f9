"""Postman API keys and collection access keys.

https://learning.postman.com/docs/developer/postman-api/authentication/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

POSTMAN_KEY = PatternDetector(
    "POSTMAN_KEY",
    [
        Pattern(r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}(?![\w-])", 0.9),
        Pattern(r"\bPMAT-[0-9A-Z]{26}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://learning.postman.com/docs/developer/postman-api/authentication/",
    default=True,
    flags=0,
)

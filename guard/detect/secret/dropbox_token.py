"""Dropbox access tokens, and app secrets by their name.

https://www.dropbox.com/developers/documentation/http/documentation
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

DROPBOX_TOKEN = PatternDetector(
    "DROPBOX_TOKEN",
    [
        Pattern(r"(?<![\w.])sl\.(?:u\.)?[A-Za-z0-9_-]{100,999}(?![\w-])", 0.95),
        *named("dropbox", "(?:[a-z0-9]{11}AAAAAAAAAA[A-Za-z0-9_=-]{43}|[a-z0-9]{15})"),
    ],
    context=credentials_of("dropbox", "dropbox app"),
    validate=mixed,
    source="https://www.dropbox.com/developers/documentation/http/documentation",
    default=True,
    flags=0,
)

"""Asana personal access tokens, and client secrets by their name.

https://developers.asana.com/docs/personal-access-token
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ASANA_TOKEN = PatternDetector(
    "ASANA_TOKEN",
    [
        Pattern(r"(?<![\w/])[0-2]/[0-9]{15,16}(?:/[0-9]{15,16})?:[a-f0-9]{32}(?![\w-])", 0.9),
        *named("asana", "[a-f0-9]{32}"),
    ],
    context=credentials_of("asana"),
    validate=mixed,
    source="https://developers.asana.com/docs/personal-access-token",
    default=True,
    flags=0,
)

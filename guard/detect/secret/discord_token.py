"""Discord tokens: bots (the first part is the id in base 64), users, client secrets by their name.

https://discord.com/developers/docs/reference#authentication
"""

import base64

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named


def _valid(token: str) -> bool | None:
    head, dot, _ = token.partition(".")
    try:
        owner = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)) if dot else b""
    except ValueError:
        return mixed(token)
    return True if owner.isdigit() else mixed(token)


DISCORD_TOKEN = PatternDetector(
    "DISCORD_TOKEN",
    [
        Pattern(
            r"(?<![\w.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![\w-])", 0.8
        ),
        Pattern(r"\bmfa\.[A-Za-z0-9_-]{84}(?![\w-])", 0.9),
        *named("discord", "[A-Za-z0-9_-]{32}"),
    ],
    context=credentials_of("discord"),
    validate=_valid,
    checks="id in base 64",
    source="https://discord.com/developers/docs/reference#authentication",
    default=True,
    flags=0,
)

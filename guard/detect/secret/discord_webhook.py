"""Discord webhooks: whoever has the URL may post.

https://discord.com/developers/docs/resources/webhook
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DISCORD_WEBHOOK = PatternDetector(
    "DISCORD_WEBHOOK",
    [
        Pattern(
            r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
            0.95,
        )
    ],
    validate=varied,
    source="https://discord.com/developers/docs/resources/webhook",
    default=True,
    flags=0,
)

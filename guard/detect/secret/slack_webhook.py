"""Slack webhooks: whoever has the URL may post.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SLACK_WEBHOOK = PatternDetector(
    "SLACK_WEBHOOK",
    [
        Pattern(
            r"https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[A-Za-z0-9_]{8,14}/[A-Za-z0-9_/]{20,80}[A-Za-z0-9](?![\w/])",
            0.95,
        )
    ],
    validate=varied,
    source="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    default=True,
    flags=0,
)

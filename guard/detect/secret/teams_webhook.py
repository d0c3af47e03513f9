"""Microsoft Teams webhooks and Power Automate flows: whoever has the URL may post.

https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, varied

TEAMS_WEBHOOK = PatternDetector(
    "TEAMS_WEBHOOK",
    [
        Pattern(
            rf"https://[a-z0-9-]{{1,60}}\.webhook\.office\.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/[a-z0-9]{{32}}/{UUID}(?:/V2[\w-]{{20,60}})?",
            0.95,
        ),
        Pattern(
            r"https://[\w.-]{1,80}\.logic\.azure\.com(?::443)?/(?:powerautomate/|workflows/)[\w/-]{20,120}\?[\w%=&.-]{0,120}sig=[\w-]{30,60}",
            0.95,
        ),
        Pattern(
            r"https://[\w.-]{1,80}\.api\.powerplatform\.com(?::443)?/powerautomate/[\w/-]{20,120}\?[\w%=&.-]{0,120}sig=[\w-]{30,60}",
            0.95,
        ),
    ],
    validate=varied,
    source="https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    default=True,
    flags=0,
)

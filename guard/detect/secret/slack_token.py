"""Slack tokens. https://docs.slack.dev/authentication/tokens/."""

from guard.detect.patterns import Pattern, PatternDetector

SLACK_TOKEN = PatternDetector(
    "SLACK_TOKEN",
    [
        Pattern(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}\b", 0.9),
        Pattern(r"\bxoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,250}\b", 0.9),
        Pattern(r"\bxoxd-[A-Za-z0-9%_-]{20,400}", 0.9),
        Pattern(r"\bxapp-[0-9]-[A-Za-z0-9-]{10,250}\b", 0.9),
    ],
    source="https://docs.slack.dev/authentication/tokens/",
    default=True,
    flags=0,
)

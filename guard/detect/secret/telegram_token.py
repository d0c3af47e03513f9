"""Telegram bot tokens: the id of the bot and 35 characters.

https://core.telegram.org/bots/api#authorizing-your-bot
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

TELEGRAM_TOKEN = PatternDetector(
    "TELEGRAM_TOKEN",
    [
        Pattern(r"(?<![\w:.-])(?:bot)?([0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?![\w-])", 0.95, group=1),
        Pattern(r"(?<![\w:.-])(?:bot)?([0-9]{8,10}:[A-Za-z0-9_-]{35})(?![\w-])", 0.6, group=1),
    ],
    validate=mixed,
    source="https://core.telegram.org/bots/api#authorizing-your-bot",
    default=True,
    flags=0,
)

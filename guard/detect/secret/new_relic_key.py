"""New Relic keys: user, ingest, insert, query and licence keys.

https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

NEW_RELIC_KEY = PatternDetector(
    "NEW_RELIC_KEY",
    [
        Pattern(r"\bNR(?:AK|II|IQ|RA|AA)-[A-Za-z0-9_-]{27,32}(?![\w-])", 0.9),
        Pattern(r"\bNRJS-[a-f0-9]{19}(?![\w-])", 0.9),
        Pattern(r"\b(?:[a-z]{2}[0-9]{2}xx)?[a-f0-9]{30,36}(?:FFFF)?NRAL\b", 0.95),
    ],
    validate=varied,
    source="https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    default=True,
    flags=0,
)

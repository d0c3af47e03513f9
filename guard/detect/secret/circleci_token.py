"""CircleCI tokens of persons and projects; old ones are 40 hex digits, known by their name.

https://circleci.com/docs/managing-api-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

CIRCLECI_TOKEN = PatternDetector(
    "CIRCLECI_TOKEN",
    [
        Pattern(r"\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{20,24}_[a-f0-9]{40}(?![\w-])", 0.9),
        *named("circle.?(?:ci)?", "[a-f0-9]{40}"),
    ],
    context=credentials_of("circleci", "circle", "circle ci"),
    validate=mixed,
    source="https://circleci.com/docs/managing-api-tokens/",
    default=True,
    flags=0,
)

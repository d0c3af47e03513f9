"""Travis CI tokens: 22 characters, known by their name only.

https://docs.travis-ci.com/user/triggering-builds/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TRAVIS_TOKEN = PatternDetector(
    "TRAVIS_TOKEN",
    named("travis(?:.?ci)?", "[A-Za-z0-9_-]{22}"),
    context=credentials_of("travis", "travis ci"),
    validate=mixed,
    source="https://docs.travis-ci.com/user/triggering-builds/",
    default=True,
    flags=0,
)

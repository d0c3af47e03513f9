"""Elastic keys: Cloud keys begin ``essu_``, others only their name gives away.

https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ELASTIC_KEY = PatternDetector(
    "ELASTIC_KEY",
    [
        Pattern(r"\bessu_[A-Za-z0-9+/]{40,120}={0,2}(?![\w+/])", 0.9),
        *named("(?:elastic(?:search)?|es)", "[A-Za-z0-9+/]{56,62}={0,2}"),
    ],
    context=credentials_of("elastic", "elasticsearch"),
    validate=mixed,
    source="https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys",
    default=True,
    flags=0,
)

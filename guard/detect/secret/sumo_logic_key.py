"""Sumo Logic access ids and keys, known by their name only.

https://help.sumologic.com/docs/manage/security/access-keys/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

SUMO_LOGIC_KEY = PatternDetector(
    "SUMO_LOGIC_KEY",
    named("sumo(?:.?logic)?", "(?:[A-Za-z0-9]{64}|su[A-Za-z0-9]{12})"),
    context=credentials_of("sumo", "sumo logic", "sumologic"),
    validate=mixed,
    source="https://help.sumologic.com/docs/manage/security/access-keys/",
    default=True,
    flags=0,
)

"""ORCID iD of a researcher: sixteen digits of a reserved range, in fours, that pass mod 11-2.

https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ORCID = PatternDetector(
    "ORCID",
    [
        Pattern(r"(?<![\w-])0000-000[1-3]-[0-9]{4}-[0-9]{3}[0-9X](?![\w-])", 0.1, valid=0.95),
        Pattern(r"(?<![\w-])0009-00[01][0-9]-[0-9]{4}-[0-9]{3}[0-9X](?![\w-])", 0.1, valid=0.95),
        Pattern(r"(?<![\w-])0000000[1-3][0-9]{7}[0-9X](?![\w-])", 0.1, valid=0.3),
    ],
    context=("orcid", "orcid id"),
    validate=stdnum("isni"),
    checks="mod 11-2",
    source="https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier",
    default=True,
)

"""Malaysian sales and service tax number: a letter, two digits, four digits and eight digits.

https://mysst.customs.gov.my/
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

MY_SST = PatternDetector(
    "MY_SST",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{2}-[0-9]{4}-[0-9]{8}(?![\w/-]|\.[0-9])", 0.45),
    ],
    context=(
        "sst",
        "sst no",
        "sst id",
        "sst registration",
        "sales tax",
        "service tax",
        "no. pendaftaran sst",
        "cukai jualan",
        "cukai perkhidmatan",
    ),
    source="https://mysst.customs.gov.my/",
    country="my",
    flags=regex.DOTALL | regex.MULTILINE,
)

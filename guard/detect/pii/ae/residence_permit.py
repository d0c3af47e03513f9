"""Emirati residence file number: emirate, year and the file.

https://icp.gov.ae/
"""

from guard.detect.patterns import Pattern, PatternDetector

AE_RESIDENCE_PERMIT = PatternDetector(
    "AE_RESIDENCE_PERMIT",
    [
        Pattern(r"(?<![\w/.-])[1-7]0[1-9]/(?:19|20)[0-9]{2}/(?:[0-9]/)?[0-9]{5,8}(?![\w/-]|\.[0-9])", 0.45),
    ],
    context=(
        "residence",
        "residence visa",
        "file number",
        "visa file",
        "uid",
        "iqama",
        "رقم الملف",
        "الإقامة",
    ),
    source="https://icp.gov.ae/",
    country="ae",
)

"""Irish vehicle plate: year, county and serial, such as 191-D-12345.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Republic_of_Ireland
"""

from guard.detect.patterns import Pattern, PatternDetector

_YEAR = r"(?:[0-9]{2}[12]?)"
_COUNTY = r"(?:C[ENW]?|DL?|G|K[EKY]|L[DHKMS]?|M[HNO]|OY|RN|SO|T[NS]?|W[DHWX]?)"
_BEFORE, _AFTER = r"(?<![\w./+-])", r"(?![\w-]|[.,][0-9])"
_HYPHENS = rf"{_BEFORE}{_YEAR}-{_COUNTY}-[0-9]{{3,6}}{_AFTER}"
_OTHER = rf"{_BEFORE}{_YEAR}(?:-{_COUNTY}-|{_COUNTY}| (?-i:{_COUNTY}) )[0-9]{{1,6}}{_AFTER}"

IE_LICENSE_PLATE = PatternDetector(
    "IE_LICENSE_PLATE",
    [
        Pattern(_HYPHENS, 0.45),
        Pattern(_OTHER, 0.3, needs_context=True),
    ],
    context=(
        "car reg",
        "vehicle reg",
        "uimhir chláraithe",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Republic_of_Ireland",
    country="ie",
)

"""Chinese vehicle plate: a character for the province, a letter and five or six characters.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_China
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# At least one of the last five is a digit, as in every number that is issued.
_PLATE = rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•.-]?(?=[A-Z]{{0,4}}[0-9])[0-9A-HJ-NP-Z]{{5,6}}(?![0-9A-Za-z_-])"

CN_VEHICLE_PLATE = PatternDetector(
    "CN_VEHICLE_PLATE",
    [
        Pattern(_PLATE, 0.6),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "车牌",
        "车牌号",
        "车牌号码",
        "号牌",
        "車牌",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_China",
    country="cn",
    flags=regex.DOTALL | regex.MULTILINE,
)

"""Japanese vehicle plate: place, class, kana and up to four digits.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Japan
"""

from guard.detect.patterns import Pattern, PatternDetector

_PLACE = r"(?<![一-龯々0-9A-Za-z])[一-龯々ぁ-んァ-ヶ]{1,4}"
_PLATE = _PLACE + r" ?[1-9][0-9][0-9A-Z]? ?[ぁ-ん] ?(?:[0-9]{2}-[0-9]{2}|[・.]{1,3}[0-9]{1,3})(?![0-9])"

JP_VEHICLE_PLATE = PatternDetector(
    "JP_VEHICLE_PLATE",
    [
        Pattern(_PLATE, 0.5),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "ナンバープレート",
        "登録番号",
        "車両番号",
        "車のナンバー",
        "ナンバー",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Japan",
    country="jp",
)

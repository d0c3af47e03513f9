"""South Korean vehicle plate: two or three digits, a syllable and four digits.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_South_Korea
"""

from guard.detect.patterns import Pattern, PatternDetector

_SYLLABLES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호바사아자배"
_PLATE = rf"(?<![0-9A-Za-z_-])[0-9]{{2,3}} ?[{_SYLLABLES}] ?[0-9]{{4}}(?![0-9A-Za-z_-])"

KR_VEHICLE_PLATE = PatternDetector(
    "KR_VEHICLE_PLATE",
    [
        Pattern(_PLATE, 0.55),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "차량번호",
        "차량번호는",
        "자동차번호",
        "차량 번호",
        "번호판",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_South_Korea",
    country="kr",
)

"""Vehicle identification number (VIN): seventeen signs; a right check digit or a word makes it count.

The check digit is mandatory in North America and China only.
https://en.wikipedia.org/wiki/Vehicle_identification_number
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK = 8


def _valid(vin: str) -> bool | None:
    signs = vin.upper()
    total = sum(int(_VALUES.get(sign, 0)) * weight for sign, weight in zip(signs, _WEIGHTS, strict=True))
    return True if signs[_CHECK] == "0123456789X"[total % 11] else None


_SIGN = "[A-HJ-NPR-Z0-9]"
_MIXED = "(?=[0-9]{0,12}[A-HJ-NPR-Z])"

VIN = PatternDetector(
    "VIN",
    [
        Pattern(rf"(?<![\w/-]){_MIXED}{_SIGN}{{13}}[0-9]{{4}}(?![\w-])", 0.3, valid=0.6),
        Pattern(rf"(?i)(?<![\w/-]){_MIXED}{_SIGN}{{13}}[0-9]{{4}}(?![\w-])", 0.3, needs_context=True),
    ],
    context=(
        "vin",
        "vehicle identification number",
        "vehicle id number",
        "chassis",
        "chassis number",
        "fahrgestellnummer",
        "fahrzeugidentifizierungsnummer",
        "fahrzeug identifizierungsnummer",
        "fin nummer",
        "numéro de châssis",
        "numéro de série du véhicule",
        "bastidor",
        "número de bastidor",
        "telaio",
        "numero di telaio",
        "chassisnummer",
        "chassi",
        "numer vin",
        "車台番号",
        "车架号",
    ),
    validate=_valid,
    checks="check digit, mod 11",
    source="https://en.wikipedia.org/wiki/Vehicle_identification_number",
    flags=regex.DOTALL | regex.MULTILINE,
)

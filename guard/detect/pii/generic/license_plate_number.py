"""Licence plate of any country: letters and digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plate
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_START, _END = r"(?<![\w./-])", r"(?![\w-]|[.,/:][0-9])"
_GAP = "[ -]?"
_AFTER = rf"(?:{_GAP}[A-Z\u0410-\u042f]{{2,3}}|[A-Z\u0410-\u042f])"
_LETTERS = r"[A-ZÄÖÜ\u0410-\u042f]{1,3}"

LICENSE_PLATE_NUMBER = PatternDetector(
    "LICENSE_PLATE_NUMBER",
    [
        Pattern(
            rf"{_START}{_LETTERS}{_GAP}(?:[A-Z]{{1,2}}{_GAP})?[0-9]{{1,4}}[EH]?{_END}",
            0.35,
            needs_context=True,
        ),
        Pattern(
            rf"{_START}{_LETTERS}{_GAP}[0-9]{{1,4}}{_AFTER}(?:{_GAP}[0-9]{{2,3}})?{_END}",
            0.35,
            needs_context=True,
        ),
        Pattern(
            rf"{_START}[0-9]{{1,4}}{_GAP}{_LETTERS}(?:{_GAP}[0-9]{{1,4}})?{_END}", 0.35, needs_context=True
        ),
        Pattern(r"\A(?=[A-Za-z]{0,5}[0-9])[A-Za-z0-9]{5,8}\Z", 0.35, needs_context=True),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "plate no",
        "license plate number",
        "registration plate",
        "registration mark",
        "vehicle registration",
        "car registration",
        "kennzeichen",
        "kfz kennzeichen",
        "autokennzeichen",
        "nummernschild",
        "plaque d'immatriculation",
        "immatriculation",
        "immatriculé",
        "immatriculée",
        "matrícula",
        "placa",
        "targa",
        "targata",
        "kenteken",
        "tablica rejestracyjna",
        "numer rejestracyjny",
        "registreringsskylt",
        "nummerplade",
        "rendszám",
        "plaka",
        "госномер",
        "车牌",
        "车牌号",
    ),
    validate=number(digits=1, letters=1, signs=5),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plate",
    flags=regex.DOTALL | regex.MULTILINE,
)

"""Serial number of a device: each maker has its own, so a word must support it.

https://en.wikipedia.org/wiki/Serial_number
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_END = r"(?![\w-]|[.,/:][0-9])"
_MORE = "(?:-[A-Z0-9]{2,8})?"

DEVICE_SERIAL_NUMBER = PatternDetector(
    "DEVICE_SERIAL_NUMBER",
    [
        Pattern(
            rf"(?<!\w)(?i:s/n|sn)[\s.:#]{{1,3}}(?=[A-Z]{{0,8}}[0-9])([A-Z0-9]{{7,20}}){_END}", 0.6, group=1
        ),
        Pattern(rf"(?<![\w.,/$€£+-])(?=[A-Z]{{0,8}}[0-9])[A-Z0-9]{{7,20}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"(?<![\w.,/$€£+-])(?=[A-Z-]{{0,8}}[0-9])[A-Z0-9]{{1,8}}-[A-Z0-9]{{2,8}}{_MORE * 3}{_END}",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "serial number",
        "serial no",
        "serial nr",
        "serialno",
        "serialnumber",
        "device serial",
        "seriennummer",
        "seriennr",
        "numéro de série",
        "número de serie",
        "número de série",
        "numero di serie",
        "numero seriale",
        "serienummer",
        "numer seryjny",
        "серийный номер",
        "シリアル番号",
        "製造番号",
        "序列号",
        "일련번호",
    ),
    validate=number(digits=3),
    source="https://en.wikipedia.org/wiki/Serial_number",
    # Makers write capitals; names such as Ed25519 stand near these words too.
    flags=regex.DOTALL | regex.MULTILINE,
)

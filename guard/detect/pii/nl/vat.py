"""Dutch VAT number (btw-id): nine digits, B and two digits; mod 97-10, or the eleven test before 2020.

https://nl.wikipedia.org/wiki/Btw-nummer_(Nederland)
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NL_VAT = PatternDetector(
    "NL_VAT",
    [
        Pattern(r"(?<![\w./+-])NL ?[0-9]{9} ?B ?[0-9]{2}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(r"(?<![\w./+-])NL ?[0-9]{4}\.[0-9]{2}\.[0-9]{3}\.?B\.?[0-9]{2}(?![\w-]|[.,][0-9])", 0.4),
        # Without its country the old check, one in eleven, needs a word to support it.
        Pattern(r"(?<![\w./+-])[0-9]{9}B[0-9]{2}(?![\w-]|[.,][0-9])", 0.1, valid=0.35),
    ],
    context=(
        "btw",
        "btw id",
        "btw nummer",
        "btw identificatienummer",
        "omzetbelastingnummer",
        "vat",
        "vat number",
    ),
    validate=stdnum("nl.btw"),
    checks="mod 97-10 or eleven test",
    source="https://nl.wikipedia.org/wiki/Btw-nummer_(Nederland)",
    country="nl",
    default=True,
)

"""Tax number of a person or company of any country: formats differ, so a word must support it.

https://en.wikipedia.org/wiki/Taxpayer_Identification_Number
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_START, _END = r"(?<![\w.,$€£+-])", r"(?![\w-]|[.,/:][0-9]| ?[%€$])"
_NEXT = "[ ./-][0-9]{2,7}"
_MORE = f"(?:{_NEXT})?"

TAX_ID_NUMBER = PatternDetector(
    "TAX_ID_NUMBER",
    [
        Pattern(rf"{_START}[A-Z]{{0,3}}[0-9]{{7,15}}(?:[A-Z][0-9]{{0,2}})?{_END}", 0.3, needs_context=True),
        Pattern(rf"{_START}[0-9]{{2,4}}{_NEXT}{_MORE * 3}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"{_START}(?-i:[A-Z]{{1,4}})[ -]?[0-9]{{3}}[ .-]?[0-9]{{3}}[ .-]?[0-9]{{3}}{_END}",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "tax id",
        "tax id number",
        "tax number",
        "tax no",
        "tax identification",
        "tax reference",
        "taxpayer",
        "taxpayer id",
        "tin",
        "vat number",
        "vat no",
        "vat id",
        "vat reg no",
        "steuernummer",
        "steuer id",
        "steuer nr",
        "steueridentifikationsnummer",
        "ust id",
        "ust idnr",
        "numéro fiscal",
        "numéro de tva",
        "nif",
        "número fiscal",
        "identificación fiscal",
        "partita iva",
        "contribuinte",
        "btw nummer",
        "btw id",
        "numer identyfikacji podatkowej",
        "adószám",
        "vergi no",
        "vergi numarası",
        "инн",
        "税号",
        "納税者番号",
    ),
    validate=number(digits=7),
    source="https://en.wikipedia.org/wiki/Taxpayer_Identification_Number",
)

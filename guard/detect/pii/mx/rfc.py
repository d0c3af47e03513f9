"""Mexican tax number (RFC): letters of the name, a date, two signs and a check digit.

https://es.wikipedia.org/wiki/Registro_Federal_de_Contribuyentes_(M%C3%A9xico)
"""

from guard.detect.patterns import Pattern, PatternDetector

_NAME = "[A-ZÑ&][AEIOUX][A-ZÑ&]{2}"
_DATE = "[0-9]{2}[01][0-9][0-3][0-9]"
_LEFT, _RIGHT = r"(?<![\w./&-])", r"(?![\w-]|\.\w|/[0-9])"


def _valid(number: str) -> bool | None:
    from stdnum.mx import rfc

    if not rfc.is_valid(number):
        return False
    # A few numbers in use have another check digit.
    return rfc.is_valid(number, validate_check_digits=True) or None


MX_RFC = PatternDetector(
    "MX_RFC",
    [
        # A person: the second letter is a vowel, and a batch number has no letter at the end.
        Pattern(
            rf"{_LEFT}{_NAME}[ -]?{_DATE}[ -]?(?=[0-9]{{0,2}}[A-Z])[0-9A-Z]{{3}}{_RIGHT}", 0.3, valid=1.0
        ),
        Pattern(rf"{_LEFT}[A-ZÑ&]{{4}}[ -]?{_DATE}[ -]?[0-9A-Z]{{3}}{_RIGHT}", 0.1, valid=0.38),
        # A company: a batch number looks the same, so a word must support it.
        Pattern(rf"{_LEFT}[A-ZÑ&]{{3}}{_DATE}[0-9A-Z]{{3}}{_RIGHT}", 0.1, valid=0.35),
        Pattern(rf"{_LEFT}[A-ZÑ&]{{3}}-{_DATE}-[0-9A-Z]{{3}}{_RIGHT}", 0.2, valid=0.6),
    ],
    context=("rfc", "r.f.c", "registro federal de contribuyentes", "mexican tax number"),
    validate=_valid,
    checks="date and mod 11",
    default=True,
    source="https://es.wikipedia.org/wiki/Registro_Federal_de_Contribuyentes_(M%C3%A9xico)",
    country="mx",
)

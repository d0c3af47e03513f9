"""Peruvian identity number (DNI): eight digits that count with a word, and perhaps a check digit or letter.

https://es.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Per%C3%BA)
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool | None:
    from stdnum.pe import cui

    # Eight digits alone have no check.
    return None if len(cui.compact(number)) == 8 else cui.is_valid(number)  # noqa: PLR2004


PE_DNI = PatternDetector(
    "PE_DNI",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}-[0-9A-K](?![\w-]|\.\w|/[0-9])", 0.1, valid=0.38),
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("dni", "d.n.i", "documento nacional de identidad", "documento de identidad", "cui"),
    validate=_valid,
    checks="mod 11",
    source="https://es.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Per%C3%BA)",
    country="pe",
)

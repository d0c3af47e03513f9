"""Turkish driving licence: six digits that count with a word.

https://tr.wikipedia.org/wiki/S%C3%BCr%C3%BCc%C3%BC_belgesi
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

TR_DRIVING_LICENCE = PatternDetector(
    "TR_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "sürücü belgesi",
        "surucu belgesi",
        "ehliyet no",
        "ehliyet numarası",
        "sürücü belgesi no",
        "SÜRÜCÜ BELGESİ",
    ),
    source="https://tr.wikipedia.org/wiki/S%C3%BCr%C3%BCc%C3%BC_belgesi",
    country="tr",
)

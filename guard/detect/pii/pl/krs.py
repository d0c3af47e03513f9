"""Polish court register number (KRS): ten digits with leading zeros that count with a word.

https://pl.wikipedia.org/wiki/Krajowy_Rejestr_S%C4%85dowy
"""

from guard.detect.patterns import Pattern, PatternDetector

PL_KRS = PatternDetector(
    "PL_KRS",
    [
        Pattern(r"(?<![\w./-])000[0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=("krs", "krajowy rejestr sądowy", "krajowego rejestru sądowego", "rejestr przedsiębiorców"),
    source="https://pl.wikipedia.org/wiki/Krajowy_Rejestr_S%C4%85dowy",
    country="pl",
)

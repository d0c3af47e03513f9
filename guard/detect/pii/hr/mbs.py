"""Croatian court register number (MBS): nine digits with a leading zero that count with a word.

https://sudreg.pravosudje.hr/
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_MBS = PatternDetector(
    "HR_MBS",
    [
        Pattern(r"(?<![\w./-])0[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("mbs", "matični broj subjekta", "sudski registar", "sudskog registra", "sudskom registru"),
    source="https://sudreg.pravosudje.hr/",
    country="hr",
)

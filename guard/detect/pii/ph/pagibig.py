"""Philippine housing fund number (Pag-IBIG MID): twelve digits, so a word must support it.

https://www.pagibigfund.gov.ph/
"""

from guard.detect.patterns import Pattern, PatternDetector

PH_PAGIBIG = PatternDetector(
    "PH_PAGIBIG",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![\w/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("pag-ibig", "pagibig", "hdmf", "mid no", "mid number"),
    source="https://www.pagibigfund.gov.ph/",
    country="ph",
)

"""Finnish individual tax number of construction workers: twelve digits, so a word must support it.

https://www.vero.fi/en/detailed-guidance/guidance/48791/individual_tax_numbers__instructions_fo/
"""

from guard.detect.patterns import Pattern, PatternDetector

FI_VERONUMERO = PatternDetector(
    "FI_VERONUMERO",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{12}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4} [0-9]{4} [0-9]{4}(?![\w/-]|[ .,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "veronumero",
        "veronumeronsa",
        "veronumeroni",
        "skattenummer",
        "individual tax number",
        "tax number",
        "valttikortti",
    ),
    source="https://www.vero.fi/en/detailed-guidance/guidance/48791/individual_tax_numbers__instructions_fo/",
    country="fi",
)

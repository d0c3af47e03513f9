"""Turkish company number (MERSİS): sixteen digits, with the tax number of the company in them.

https://mersis.ticaret.gov.tr/
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool | None:
    from stdnum.tr import tckimlik, vkn

    digits = number.replace("-", "").replace(" ", "")
    # A company has its tax number after a zero, a sole trader his personal number.
    return vkn.is_valid(digits[1:11]) or tckimlik.is_valid(digits[:11]) or None


TR_MERSIS = PatternDetector(
    "TR_MERSIS",
    [
        Pattern(r"(?<![\w./-])[0-9]{16}(?![\w-]|\.\w|/[0-9])", 0.2, valid=0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])[0-9]{4}(?:-[0-9]{4}){3}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.5, needs_context=True
        ),
    ],
    context=("mersis", "mersis no", "MERSİS", "merkezi sicil kayıt sistemi"),
    validate=_valid,
    checks="tax number within",
    source="https://mersis.ticaret.gov.tr/",
    country="tr",
)

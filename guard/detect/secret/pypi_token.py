"""PyPI upload tokens: macaroons that begin with the place they are for.

https://en.wikipedia.org/wiki/Python_Package_Index
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

PYPI_TOKEN = PatternDetector(
    "PYPI_TOKEN",
    [
        Pattern(r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,999}(?![\w-])", 0.9),
        Pattern(r"\bpypi-AgENdGVzdC5weXBpLm9yZw[A-Za-z0-9_-]{50,999}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://en.wikipedia.org/wiki/Python_Package_Index",
    default=True,
    flags=0,
)

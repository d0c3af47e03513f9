"""crates.io API tokens.

https://doc.rust-lang.org/cargo/reference/publishing.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import unworded

CRATES_TOKEN = PatternDetector(
    "CRATES_TOKEN",
    [Pattern(r"\bcio[A-Za-z0-9]{32}(?![\w-])", 0.9)],
    validate=unworded,
    source="https://doc.rust-lang.org/cargo/reference/publishing.html",
    default=True,
    flags=0,
)

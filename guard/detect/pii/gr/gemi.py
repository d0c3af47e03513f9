"""Greek business register number (ΓΕΜΗ): twelve digits that count with a word.

https://www.businessregistry.gr/
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

GR_GEMI = PatternDetector(
    "GR_GEMI",
    [
        Pattern(r"(?<![\w./-])[0-9]{12}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("γεμη", "γ.ε.μη", "γ.ε.μ.η", "gemi", "γενικό εμπορικό μητρώο"),
    source="https://www.businessregistry.gr/",
    country="gr",
)

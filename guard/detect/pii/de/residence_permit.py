"""Number of a German residence permit card: a letter and eight characters, so a word must support it.

https://de.wikipedia.org/wiki/Elektronischer_Aufenthaltstitel
"""

from guard.detect.patterns import Pattern, PatternDetector

DE_RESIDENCE_PERMIT = PatternDetector(
    "DE_RESIDENCE_PERMIT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-Z](?=[A-Z]{0,7}[0-9])[CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]?(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "aufenthaltstitel",
        "aufenthaltserlaubnis",
        "niederlassungserlaubnis",
        "elektronischer aufenthaltstitel",
        "blaue karte",
        "residence permit",
        "residence title",
    ),
    source="https://de.wikipedia.org/wiki/Elektronischer_Aufenthaltstitel",
    country="de",
)

"""Italian company register number (REA): province and up to seven digits; a word must support it.

https://www.registroimprese.it/
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_REA = PatternDetector(
    "IT_REA",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{2}-?[0-9]{4,7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # In small letters it is a word and a year.
        Pattern(
            r"(?<![\w./+-])(?-i:[A-Z]{2}) (?:- )?[0-9]{4,7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "rea",
        "n rea",
        "numero rea",
        "repertorio economico amministrativo",
        "registro imprese",
        "camera di commercio",
    ),
    source="https://www.registroimprese.it/",
    country="it",
)

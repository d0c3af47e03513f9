"""British share code that proves a right to work or rent: nine characters, so words must support it.

https://www.gov.uk/prove-right-to-work
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

UK_SHARE_CODE = PatternDetector(
    "UK_SHARE_CODE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[WRS](?=[A-Z -]{0,9}[0-9])[A-Z0-9]{2}[ -]?[A-Z0-9]{3}[ -]?[A-Z0-9]{3}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("share code", "sharecode", "right to work", "right to rent", "immigration status"),
    source="https://www.gov.uk/prove-right-to-work",
    country="uk",
    flags=regex.DOTALL | regex.MULTILINE,
)

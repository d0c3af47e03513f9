"""Health number of the other provinces: eight to twelve digits, so a word must support it.

https://en.wikipedia.org/wiki/Medicare_(Canada)
"""

from guard.detect.patterns import Pattern, PatternDetector

CA_HEALTH_NUMBER = PatternDetector(
    "CA_HEALTH_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8,10}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{12}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{3,5}[ -][0-9]{3,4}(?:[ -][0-9]{3,4})?(?![\w/-]|[ .,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "phin",
        "ahcip",
        "alberta health",
        "alberta health care",
        "alberta phn",
        "manitoba health",
        "saskatchewan health",
        "health services number",
        "mcp number",
        "nova scotia health card",
        "new brunswick medicare",
        "provincial health number",
        "provincial health card",
        "health card number",
        "numéro de carte santé",
    ),
    source="https://en.wikipedia.org/wiki/Medicare_(Canada)",
    country="ca",
)

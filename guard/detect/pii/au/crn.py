"""Australian customer reference number of Centrelink (CRN): nine digits and a letter, so a word must support it.

https://www.servicesaustralia.gov.au/
"""

from guard.detect.patterns import Pattern, PatternDetector

AU_CRN = PatternDetector(
    "AU_CRN",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{3} [0-9]{3} [0-9]{3}[A-Z](?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9}[A-Z](?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("crn", "centrelink", "customer reference number", "centrelink reference"),
    source="https://www.servicesaustralia.gov.au/",
    country="au",
)

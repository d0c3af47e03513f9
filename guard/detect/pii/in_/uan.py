"""Indian provident fund number (UAN): twelve digits that begin with 10; a word must support it.

https://en.wikipedia.org/wiki/Employees%27_Provident_Fund_Organisation
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_UAN = PatternDetector(
    "IN_UAN",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)10[0-9]{10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("uan", "universal account number", "epfo", "provident fund", "pf number", "epf"),
    source="https://en.wikipedia.org/wiki/Employees%27_Provident_Fund_Organisation",
    country="in",
)

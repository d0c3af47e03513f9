"""Kenyan tax number (KRA PIN): A or P, nine digits and a letter.

https://www.kra.go.ke/individual/individual-pin-registration/learn-about-pin/about-pin
"""

from guard.detect.patterns import Pattern, PatternDetector

KE_PIN = PatternDetector(
    "KE_PIN",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[AP]0[0-9]{8}[A-Z](?![\w/-]|\.[0-9])", 0.5),
        # All that are issued begin with a 0 so far.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[AP][0-9]{9}[A-Z](?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("kra pin", "kra", "pin certificate", "itax", "tax pin", "pin no"),
    source="https://www.kra.go.ke/individual/individual-pin-registration/learn-about-pin/about-pin",
    country="ke",
)

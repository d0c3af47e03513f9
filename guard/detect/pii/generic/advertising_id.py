"""Advertising or vendor id of a phone (IDFA, GAID): a UUID, so a word must support it.

https://developer.apple.com/documentation/adsupport/asidentifiermanager
"""

from guard.detect.patterns import Pattern, PatternDetector

_FEW = 3

ADVERTISING_ID = PatternDetector(
    "ADVERTISING_ID",
    [
        Pattern(
            r"(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])",
            0.4,
            needs_context=True,
        )
    ],
    context=(
        "idfa",
        "idfv",
        "gaid",
        "aaid",
        "gps adid",
        "adid",
        "advertising id",
        "advertising identifier",
        "advertiser id",
        "advertisement id",
        "ad id",
        "oaid",
        "rdid",
        "rida",
        "identifier for advertisers",
        "werbe id",
        "identifiant publicitaire",
        "id de publicidad",
    ),
    # Nothing but zeros is what an app gets when tracking is off.
    validate=lambda value: None if len(set(value)) > _FEW else False,
    source="https://developer.apple.com/documentation/adsupport/asidentifiermanager",
)

"""Latitude and longitude: a pair of decimal degrees with four places or more, or degrees, minutes and seconds.

https://en.wikipedia.org/wiki/ISO_6709
"""

import re

from guard.detect.patterns import Pattern, PatternDetector

_LAT = r"(?:[1-8]?[0-9]|90)\.[0-9]{4,15}"
_LON = r"(?:1[0-7][0-9]|180|[1-9]?[0-9])\.[0-9]{4,15}"
_PAIR = (
    rf"[+-]?{_LAT}(?:\s?°)?(?:\s?[NS])?(?:[,;]\s{{0,2}}|\s?/\s?| )[+-]?{_LON}(?:\s?°)?(?:\s?[EW](?![a-z]))?"
)
_MARKED = rf"[+-]?{_LAT}\s?°?\s?[NS]\s{{0,2}}[,;/]?\s{{0,2}}[+-]?{_LON}\s?°?\s?[EW]"
_FREE = r"(?<![\w.,+\[-])(?<![0-9][,;] )(?<![0-9],  )(?<![0-9] )"
_LAST = r"(?![\w°\]]|\.[0-9]|\s?[,;]\s?[+-]?[0-9]| [+-]?[0-9]{1,4}\.[0-9])"
_PRIME = r"\s?['\u2032\u2019]\s?"
_SECOND = r"(?:[0-5]?[0-9](?:\.[0-9]{1,6})?\s?(?:\"|\u2033|\u201d|''|\u2019\u2019)\s?)?"
_MINUTES = rf"\s?[°º]\s?[0-5]?[0-9](?:\.[0-9]{{1,6}})?{_PRIME}{_SECOND}"
_DMS = rf"[0-9]{{1,2}}{_MINUTES}[NS][\s,;/]{{0,3}}[0-9]{{1,3}}{_MINUTES}[EWO]"
_DMS_FIRST = rf"[NS]\s?[0-9]{{1,2}}{_MINUTES}[\s,;/]{{0,3}}[EWO]\s?[0-9]{{1,3}}{_MINUTES}"
_NAME = r"(?:lat(?:itude)?|lng|lon(?:g|gitude)?)"


def _on_earth(value: str) -> bool | None:
    # Two numbers below one are shares or probabilities; as a place they are open sea.
    numbers = re.findall(r"[0-9]+\.[0-9]{4,15}", value)
    return False if len(numbers) > 1 and all(number[0] == "0" for number in numbers) else None


COORDINATES = PatternDetector(
    "COORDINATES",
    [
        Pattern(rf"{_FREE}{_PAIR}{_LAST}", 0.5),
        Pattern(rf"(?<![\w.,+-]){_MARKED}(?!\w)", 0.85),
        Pattern(rf"(?<=@)-?{_LAT},-?{_LON}(?=,[0-9.]{{1,7}}[zma])", 0.85),  # a map's address
        # In brackets it is mostly a row of a matrix; longitude first, as GeoJSON has it.
        Pattern(
            rf"(?<![\w.,+-])(?:-?{_LAT}\s?,\s?-?{_LON}|-?{_LON}\s?,\s?-?{_LAT})(?![\w.])",
            0.4,
            needs_context=True,
        ),
        Pattern(rf"(?<![\w.]){_DMS}(?!\w)", 0.9),
        Pattern(rf"(?<!\w){_DMS_FIRST}(?!\w)", 0.9),
        Pattern(rf"(?<![^\W_]){_NAME}[\"']?\s?[:=]\s?[\"']?([+-]?{_LON})(?![\w.])", 0.6, group=1),
        Pattern(
            rf"(?<![^\W_])(?:lat(?:itude)?|lng|lon(?:gitude)?)\s(?:is\s)?([+-]?{_LON})(?![\w.])", 0.6, group=1
        ),
        Pattern(rf"(?<=!3d)-?{_LAT}!4d-?{_LON}", 0.85),
        Pattern(rf"\A[+-]?{_LON}\Z", 0.3, needs_context=True),
    ],
    context=(
        "latitude",
        "longitude",
        "lat",
        "lng",
        "lon",
        "coordinates",
        "coords",
        "gps",
        "geo",
        "geolocation",
        "koordinaten",
        "coordonnées",
        "coordenadas",
        "coordinate",
        "coördinaten",
        "координаты",
        "坐标",
        "座標",
    ),
    validate=_on_earth,
    source="https://en.wikipedia.org/wiki/ISO_6709",
    default=True,
)

"""Addresses on networks, all out of what is set aside for examples: RFC 2606, 5737, 3849 and 7042."""

import ipaddress
import re

from guard.transform.standins import people
from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import hexadecimal, same_shape

_DOMAINS = ("example.org", "example.com", "example.net")
_NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
_URL = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.\-]*:)?(?://)?)([^/?#\s]+)([^\s]*)")
_SIGN = re.compile(r"[A-Za-z0-9._\-]+")
_MAC = re.compile(r"(?i)([0-9a-f]{2})([:\-]?)(?:[0-9a-f]{2}\2){4}[0-9a-f]{2}")
_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?")
_VARIANT = "89ab"


def email(value: str, draw: Draw) -> str | None:
    """Give an address at an example domain; a dot, and digits, stay where the mailbox has them."""
    mailbox, at, _ = value.rpartition("@")
    if not at:
        return None
    made = people.blend("", draw)
    if "." in mailbox:
        made += f".{people.blend('', draw)}"
    if any(sign.isdigit() for sign in mailbox):
        made += draw.digits(2)
    return f"{made}@{draw.among(_DOMAINS)}"


def url(value: str, draw: Draw) -> str | None:
    """Give an address of a page at an example domain; scheme and the signs of the path stay."""
    found = _URL.fullmatch(value)
    if found is None or not value.isascii():
        return None
    scheme, _, path = found.groups()
    return f"{scheme}{people.blend('', draw)}.{draw.among(_DOMAINS)}{same_shape(path, draw) or path}"


def ip(value: str, draw: Draw) -> str | None:
    """Give an address of a documentation network; the length of a prefix stays."""
    address, slash, prefix = value.partition("/")
    if slash and not (prefix.isascii() and prefix.isdigit()):
        return None
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return None
    if version == 4:  # noqa: PLR2004  # the version's own number
        return f"{draw.among(_NETWORKS)}{1 + draw.below(254)}{slash}{prefix}"
    groups = ":".join(f"{1 + draw.below(0xFFFF):x}" for _ in range(2))
    return f"2001:db8::{groups}{slash}{prefix}"


def mac(value: str, draw: Draw) -> str | None:
    """Give an address of the block for documentation, 00-00-5E-00-53."""
    if not _MAC.fullmatch(value):
        return None
    digits = iter(f"00005e0053{draw.below(256):02x}")
    made = "".join(next(digits) if sign.isalnum() else sign for sign in value)
    return made.upper() if value.upper() == value else made


def uuid(value: str, draw: Draw) -> str | None:
    """Give a random UUID, written as the value is."""
    if not _UUID.fullmatch(value):
        return None
    start = int(value.startswith("{"))
    made = list(hexadecimal(value, draw))
    variant = draw.among(_VARIANT)
    made[start + 14] = "4"
    made[start + 19] = variant.upper() if value.upper() == value else variant
    return "".join(made)


def username(value: str, draw: Draw) -> str | None:
    """Give an invented name with as many digits as the value ends in, and the sign it begins with."""
    sign = value[:1] if value[:1] in "@~" else ""
    rest = value[len(sign) :]
    if not _SIGN.fullmatch(rest):
        return None
    digits = len(rest) - len(rest.rstrip("0123456789"))
    return f"{sign}{people.blend('', draw)}{draw.digits(digits)}"

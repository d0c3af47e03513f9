"""What kind of stand-in each label gets."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from guard.transform.standins import dates, internet, numbers, people, phone, places
from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import same_digits, same_shape

Maker = Callable[[str, Draw], str | None]

PERSON = "PERSON"
"""The label whose values are made part by part."""

MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "ADDRESS": places.address,
        "AGE": same_digits,
        "CREDIT_CARD": numbers.card,
        "DATE_OF_BIRTH": dates.date,
        "DATE_TIME": dates.date,
        "EMAIL_ADDRESS": internet.email,
        "IBAN_CODE": numbers.iban,
        "IP_ADDRESS": internet.ip,
        "LOCATION": places.town,
        "MAC_ADDRESS": internet.mac,
        "ORGANIZATION": places.organisation,
        PERSON: people.name,
        "PHONE_NUMBER": phone.phone,
        "URL": internet.url,
        "USERNAME": internet.username,
        "US_SSN": numbers.ssn,
        "UUID": internet.uuid,
    }
)


def make(label: str, value: str, draw: Draw) -> str | None:
    """Give a stand-in, None if none can be made that looks like the value.

    A label without a maker of its own keeps letters as letters and digits as digits.
    """
    return MAKERS.get(label, same_shape)(value, draw)

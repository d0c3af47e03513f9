"""Personal data in running text: templates with slots, filled with invented people of many cultures.

Names, addresses and companies come from faker's locales and from pii/lists.json for cultures that
faker lacks or does not write in Latin letters.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from faker import Faker

from models.data.own import HERE, lines
from models.data.rows import Row, severities

_SLOT = re.compile(r"\{([a-z_]+?)(\d?)\}")
LOCALES: Mapping[str, Sequence[str]] = {
    "en": ("en_US", "en_US", "en_US", "en_GB", "en_GB", "en_CA", "en_AU", "en_NZ", "en_IE", "en_IN"),
    "de": ("de_DE", "de_AT", "de_CH"),
    "fr": ("fr_FR", "fr_CA", "fr_CH"),
    "es": ("es_ES", "es_MX", "es_AR"),
    "it": ("it_IT",),
    "pt": ("pt_PT", "pt_BR"),
    "nl": ("nl_NL", "nl_BE"),
    "da": ("da_DK",),
}
FOREIGN: Sequence[str] = (
    "de_DE fr_FR es_ES es_MX it_IT pt_PT pt_BR nl_NL da_DK sv_SE no_NO fi_FI pl_PL cs_CZ sk_SK hu_HU "
    "ro_RO hr_HR sl_SI et_EE lt_LT lv_LV tr_TR id_ID"
).split()
"""Whose people also appear in texts of any language."""
LABEL: Mapping[str, str] = {
    **dict.fromkeys(("person", "given", "surname"), "PERSON"),
    **dict.fromkeys(("city", "country", "region", "place"), "LOCATION"),
    **dict.fromkeys(("address", "street"), "ADDRESS"),
    "org": "ORGANIZATION",
    "dob": "DATE_OF_BIRTH",
    "age": "AGE",
    "nrp": "NRP",
    "username": "USERNAME",
    "medical": "MEDICAL",
}
"""What the value of a slot is labelled with; a slot that is not named here is no entity."""
FILLS = 14
"""How often each template is filled."""
SIGNED = 5000
"""How many texts are put beside personal data."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A value for a slot, and the part of it that the label covers."""

    text: str
    start: int = 0


class Invented:
    """People, places and things that do not exist, or are of no interest."""

    def __init__(self, random: np.random.Generator, lists: Mapping[str, object]) -> None:
        self._random = random
        self._lists = lists
        self._fakers: dict[str, Faker] = {}
        self._slots: Mapping[str, Callable[[str], str]] = {
            "person": self._person,
            "given": self._given,
            "surname": self._surname,
            "city": lambda locale: self._either("city", lambda: self._fake(locale).city(), 0.5),
            "country": lambda _: self._listed("country"),
            "region": lambda _: self._listed("region"),
            "place": lambda _: self._listed("place"),
            "org": lambda locale: self._either("org", lambda: self._fake(locale).company(), 0.45),
            "nrp": lambda _: self._listed("nrp"),
            "medical": lambda _: self._listed("medical"),
            "product": lambda _: self._listed("product"),
            "address": self._address,
            "street": lambda locale: self._fake(locale).street_address().replace("\n", ", "),
            "job": lambda _: self._fake("en_US").job().split(",")[0].lower(),
            "username": self._username,
            "dob": lambda _: self._date(1935, 2015),
            "date": lambda _: self._date(2015, 2027),
            "age": lambda _: str(self._number(1, 98)),
            "time": lambda _: f"{self._number(0, 23):02}:{self._number(0, 59):02}",
            "weekday": lambda _: self._pick(
                "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
            ),
            "email": self._email,
            "phone": lambda locale: self._fake(locale).phone_number(),
            "id": lambda _: self._id(),
            "amount": lambda _: self._pick(("$", "€", "£", "USD ", "")) + f"{self._number(3, 98000):,}",
            "number": lambda _: str(self._number(2, 90000)),
            "url": lambda _: (
                f"https://{self._fake('en_US').domain_word()}.example/{self._fake('en_US').slug()}"
            ),
            "iban": lambda locale: self._fake(locale).iban(),
            "card": lambda _: "4111 1111 1111 1111",
        }

    def value(self, slot: str, lang: str) -> Filled:
        """Give a value for a slot."""
        locale = self._pick(LOCALES[lang])
        if lang == "en" and self._random.random() < 0.2:
            locale = self._pick(FOREIGN)
        if slot == "title_surname":
            title = self._pick(
                "Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Prof. Professor Sir Nurse Judge Captain Herr Frau".split()
            )
            return Filled(f"{title} {self._surname(locale)}", len(title) + 1)
        return Filled(self._slots[slot](locale).strip())

    def _pick(self, choices: Sequence[str]) -> str:
        return choices[int(self._random.integers(len(choices)))]

    def _number(self, low: int, high: int) -> int:
        return int(self._random.integers(low, high + 1))

    def _listed(self, name: str) -> str:
        found = self._lists[name]
        if not isinstance(found, list):
            raise TypeError(f"lists.json: `{name}`: expected a list")
        return self._pick(found)

    def _either(self, name: str, other: Callable[[], str], share: float) -> str:
        return self._listed(name) if self._random.random() < share else other()

    def _fake(self, locale: str) -> Faker:
        if locale not in self._fakers:
            self._fakers[locale] = Faker(locale)
            self._fakers[locale].seed_instance(int(self._random.integers(2**31)))
        return self._fakers[locale]

    def _culture(self, part: str) -> str | None:
        """Give a given name or surname of a culture that faker lacks, for one name in three."""
        if self._random.random() > 0.35:
            return None
        cultures = self._lists[part]
        if not isinstance(cultures, dict):
            raise TypeError(f"lists.json: `{part}`: expected cultures")
        return self._pick(cultures[self._pick(sorted(cultures))])

    def _person(self, locale: str) -> str:
        cultures = self._lists["given"]
        if isinstance(cultures, dict) and self._random.random() < 0.35:
            culture = self._pick(sorted(cultures))
            surnames = self._lists["surname"]
            pool = surnames.get(culture) if isinstance(surnames, dict) else None
            given, surname = self._pick(cultures[culture]), self._pick(pool or ["Lee"])
        else:
            given, surname = self._fake(locale).first_name(), self._fake(locale).last_name()
        chance = self._random.random()
        if chance < 0.06:
            return f"{given} {chr(65 + self._number(0, 25))}. {surname}"
        if chance < 0.1:
            return f"{surname}, {given}"
        if chance < 0.13:
            return f"{given[0]}. {surname}"
        if chance < 0.16:
            return f"{given} {self._surname(locale)}-{surname}"
        if chance < 0.26:
            return given
        return f"{given} {surname}"

    def _given(self, locale: str) -> str:
        return self._culture("given") or self._fake(locale).first_name()

    def _surname(self, locale: str) -> str:
        return self._culture("surname") or self._fake(locale).last_name()

    def _address(self, locale: str) -> str:
        joint = ", " if self._random.random() < 0.8 else "\n"
        return self._fake(locale).address().replace("\n", joint)

    def _username(self, locale: str) -> str:
        given, surname = self._given(locale).lower(), self._surname(locale).lower()
        given, surname = (re.sub(r"[^a-z]", "", each) or "kim" for each in (given, surname))
        return self._pick(
            (
                f"{given}_{surname}",
                f"{given[0]}{surname}",
                f"{given}.{surname}",
                f"{given}{self._number(1, 9999)}",
                f"{surname}-{given[0]}",
                f"xX{given}Xx",
                f"{self._fake('en_US').word()}_{self._fake('en_US').word()}{self._number(1, 99)}",
                f"The{given.title()}{surname.title()}",
            )
        )

    def _email(self, locale: str) -> str:
        return f"{self._username(locale)}@{self._fake('en_US').domain_word()}.example"

    def _date(self, low: int, high: int) -> str:
        day, month, year = self._number(1, 28), self._number(1, 12), self._number(low, high)
        names = (
            "January February March April May June July August September October November December".split()
        )
        name = names[month - 1]
        return self._pick(
            (
                f"{year}-{month:02}-{day:02}",
                f"{day:02}/{month:02}/{year}",
                f"{month}/{day}/{year}",
                f"{day}.{month}.{year}",
                f"{day} {name} {year}",
                f"{name} {day}, {year}",
                f"{name[:3]} {day}, {year}",
                f"{day:02}-{name[:3]}-{year}",
                f"{month:02}/{day:02}/{year % 100:02}",
                f"{day}th of {name} {year}",
            )
        )

    def _id(self) -> str:
        letters = "".join(chr(65 + self._number(0, 25)) for _ in range(self._number(0, 3)))
        joint = self._pick(("", "-", "#"))
        return f"{letters}{joint}{self._number(1000, 99999999)}"


def fill(template: str, invented: Invented, lang: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Fill the slots of a template.

    Returns:
        The text, and code points and label of each entity in it.
    """
    text = ""
    spans: list[tuple[int, int, str]] = []
    values: dict[str, Filled] = {}
    at = 0
    for match in _SLOT.finditer(template):
        text += template[at : match.start()]
        value = values.setdefault(match.group(0), invented.value(match.group(1), lang))
        label = LABEL.get(match.group(1), "PERSON" if match.group(1) == "title_surname" else "")
        if label:
            start, end = len(text) + value.start, len(text) + len(value.text)
            if spans and spans[-1][2] == label == "PERSON" and text[spans[-1][1] :] == " ":
                start = spans.pop()[0]  # given name and surname are one name
            spans.append((start, end, label))
        text += value.text
        at = match.end()
    return text + template[at:], tuple(spans)


def rows(random: np.random.Generator, folder: Path = HERE / "pii") -> Iterator[tuple[str, Row]]:
    """Yield every template filled several times, each time with the group that it belongs to.

    A template is harmless unless it has labels, and a group of its own unless it names one.
    """
    invented = Invented(random, json.loads((folder / "lists.json").read_text("utf-8")))
    for path in sorted(folder.glob("templates*.jsonl")):
        source = path.stem.removeprefix("templates_")
        for line in lines(path):
            raw = json.loads(line)
            lang = raw.get("lang", "en")
            harm = severities(raw.get("labels", {}))
            for _ in range(FILLS if _SLOT.search(raw["text"]) else 1):
                text, spans = fill(raw["text"], invented, lang)
                row = Row(text, source, harm=harm, spans=spans, form=raw.get("form", ""), lang=lang)
                yield raw.get("group", raw["text"]), row


def signed(rows: Sequence[Row], random: np.random.Generator, folder: Path = HERE / "pii") -> Iterator[Row]:
    """Yield texts, harmful and harmless, with invented personal data before and after them."""
    invented = Invented(random, json.loads((folder / "lists.json").read_text("utf-8")))
    beside = json.loads((folder / "beside.json").read_text("utf-8"))
    for index in random.choice(len(rows), SIGNED):
        row = rows[index]
        before, before_spans = fill(_one(beside["before"], random), invented, "en")
        after, after_spans = fill(_one(beside["after"], random), invented, "en")
        end = len(before) + len(row.text)
        spans = (*before_spans, *((start + end, stop + end, label) for start, stop, label in after_spans))
        # What else the text holds is not known.
        yield replace(row, text=before + row.text + after, source="signed", spans=spans, marked=frozenset())


def _one(choices: Sequence[str], random: np.random.Generator) -> str:
    return choices[int(random.integers(len(choices)))]

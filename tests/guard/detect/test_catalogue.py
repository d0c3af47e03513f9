"""Which detectors there are and which of them a policy gets."""

import pkgutil

import pytest

from guard.detect import catalogue, pii, secret
from guard.detect.catalogue import Wanted, build
from guard.detect.detector import Detector, detect
from guard.detect.patterns import PatternGroup
from guard.detect.pii import DETECTORS
from guard.types import NOT_SCANNABLE, UNREAD, Category, Finding, Text


def labels(detectors: tuple[Detector, ...]) -> set[str]:
    return {label for detector in detectors for label in detector.labels}


def members(detectors: tuple[Detector, ...]) -> set[str]:
    return {member.name for each in detectors if isinstance(each, PatternGroup) for member in each.members}


def found(wanted: Wanted, text: str) -> set[str]:
    return {each.label for each in detect([Text("", text)], build(wanted)).findings}


def test_every_module_of_a_secret_is_in_the_tuple():
    modules = {module.name for module in pkgutil.iter_modules(secret.__path__)} - {"values"}
    assert {each.name for each in secret.SECRETS} == modules
    assert len({each.entity for each in secret.SECRETS}) == len(secret.SECRETS)


def test_every_module_of_an_identifier_is_in_the_tuple():
    names = {each.name for each in DETECTORS}
    assert len(names) == len(DETECTORS)
    for package in pkgutil.iter_modules(pii.__path__):
        prefix = "" if package.name == "generic" else f"{package.name.rstrip('_')}_"
        modules = pkgutil.iter_modules([f"{pii.__path__[0]}/{package.name}"])
        assert {f"{prefix}{each.name}" for each in modules} <= names, package.name
    assert {each.country for each in DETECTORS if each.country} >= {"fr", "nl", "br", "jp", "in", "id"}


def test_no_two_detectors_have_one_name():
    names = [row.detector for row in catalogue.listings() if row.detector not in ("encoder", "wire")]
    assert len(names) == len(set(names))


def test_names_a_policy_may_use():
    names = catalogue.entities()
    assert {"EMAIL_ADDRESS", "US_SSN", "DE_TAX_ID", "GITHUB_TOKEN", NOT_SCANNABLE} <= names
    assert {"PERSON", "LOCATION", "MEDICAL"} <= names
    assert not {"*", "hate", "email_address"} & names
    assert {"us", "uk", "de"} <= catalogue.countries()
    assert not {"", "gb", "US"} & catalogue.countries()


def test_the_list_shows_everything_once():
    rows = catalogue.listings()
    assert rows == sorted(rows, key=lambda row: (row.label, row.detector))
    assert {row.label for row in rows} == catalogue.entities() | set(Category)
    assert len({(row.label, row.detector) for row in rows}) == len(rows)
    by_label = {row.label: row for row in rows}
    assert by_label["US_SSN"].default
    assert not by_label["DE_TAX_ID"].default
    assert (by_label["DE_TAX_ID"].countries, by_label["DE_TAX_ID"].languages) == ("de", "de")
    assert by_label["hate"].detector == "encoder"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), set()),
        (Wanted(entities=("US_SSN",)), {"US_SSN"}),
        (Wanted(entities=("US_SSN", "GITHUB_TOKEN")), {"US_SSN", "GITHUB_TOKEN"}),
        (Wanted(entities=("DE_TAX_ID",)), {"DE_TAX_ID"}),
        (Wanted(entities=(NOT_SCANNABLE,)), set()),
        (Wanted(entities=("NO_SUCH",)), set()),
        (Wanted(countries=("de",)), set()),
        (Wanted(entities=("US_SSN",), countries=("de",)), {"US_SSN"}),
        (Wanted(words={"a": ["x"]}), {"words:a"}),
        (Wanted(categories=("none",)), set()),
    ],
)
def test_no_detector_that_is_not_asked_for(wanted: Wanted, expected: set[str]):
    assert labels(build(wanted)) == expected


def test_every_means_what_is_on_by_default():
    by_default = {row.label for row in catalogue.listings() if row.default} - set(Category) - UNREAD
    assert labels(build(Wanted(entities=("*",)))) == by_default


def test_countries_switch_their_recognisers_on_beside_every():
    plain = labels(build(Wanted(entities=("*",))))
    german = labels(build(Wanted(entities=("*",), countries=("de",))))
    assert german - plain
    assert all(label.startswith("DE_") for label in german - plain)
    assert labels(build(Wanted(entities=("*",), countries=("GB",)))) - plain >= {"UK_NINO"}
    assert labels(build(Wanted(entities=("*",), countries=("xx",)))) == plain
    assert labels(build(Wanted(entities=("*",), countries=("fr",)))) - plain >= {"FR_SPI"}


def test_groups_stand_for_their_entities():
    groups = catalogue.groups()
    assert {"GITHUB_TOKEN", "PRIVATE_KEY"} <= groups["secret/*"]
    assert {"UK_NINO", "UK_UTR"} <= groups["uk/*"] == groups["gb/*"]
    assert all(entities and entities <= catalogue.entities() for entities in groups.values())


def test_a_country_recogniser_works_when_asked_for_only():
    text = "Steuer-ID 36574261809, NINO AB123456C"
    assert not found(Wanted(entities=("*",)), text) & {"DE_TAX_ID", "UK_NINO"}
    assert "UK_NINO" in found(Wanted(entities=("*",), countries=("uk",)), text)
    assert "DE_TAX_ID" in found(Wanted(entities=("DE_TAX_ID",)), text)


@pytest.mark.parametrize("categories", [("*",), ("hate",), ("prompt_attack", "violence")])
def test_one_encoder_finds_the_categories_asked_for(categories: tuple[str, ...]):
    (detector,) = build(Wanted(categories=categories))
    assert detector.name == "encoder"
    assert detector.labels == (set(Category) if categories == ("*",) else set(categories))


def test_one_encoder_finds_names_and_harm_in_one_pass():
    names = [each.name for each in build(Wanted(entities=("PERSON",), categories=("hate",)))]
    assert names == ["encoder"]


def test_all_pattern_detectors_stand_behind_one_gate():
    detectors = build(Wanted(entities=("*",), categories=("*",), words={"a": ["x"], "b": ["y"]}))
    assert [each.name for each in detectors] == ["patterns", "encoder", "words:a", "words:b"]
    assert {"presidio/EmailRecognizer", "github_token"} <= members(detectors)


def test_a_further_detector_is_asked_only_for_what_is_wanted():
    class Own:
        name = "own"
        labels = frozenset({"PROJECT", "hate"})

        def detect(self, index: int, text: Text) -> list[Finding]:
            return []

    own = Own()

    def asked(**wanted: tuple[str, ...]) -> bool:
        return own in build(Wanted(plugged=[own], **wanted))

    assert asked(entities=("PROJECT",))
    assert asked(categories=("hate",))
    assert asked(entities=("*",))
    assert asked(categories=("*",))
    assert not asked(entities=("US_SSN",), categories=("violence",))
    assert not asked(entities=("hate",), categories=("PROJECT",))
    assert not asked()

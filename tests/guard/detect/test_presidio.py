"""Presidio's catalogue: vectors per entity, windows, no network, nothing logged."""

import json
import logging
import logging.config
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import presidio_analyzer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import predefined_recognizers

from guard.detect import presidio
from guard.detect.catalogue import Wanted, build
from guard.detect.detector import detect
from guard.detect.patterns import PatternDetector, PatternGroup, WindowDetector
from guard.types import Finding, Text

VECTORS = Path(__file__).parents[2] / "vectors/detect"
CATALOGUE = presidio.catalogue()
BY_DEFAULT = sorted({entity for each in CATALOGUE if each.default for entity in each.entities})
BY_COUNTRY = [(entity, each) for each in CATALOGUE if not each.default for entity in each.entities]
ENOUGH = 0.4
"""The score from which a policy acts if it does not say otherwise."""
EVERY = build(Wanted(entities=("*",)))


def rows(entity: str) -> list[dict[str, Any]]:
    lines = (VECTORS / f"{entity.lower()}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def cases() -> list[Any]:
    return [
        pytest.param(
            entity,
            row,
            id=f"{entity}: {row['name']}",
            marks=[pytest.mark.xfail(reason=row["todo"])] if "todo" in row else [],
        )
        for entity in BY_DEFAULT
        for row in rows(entity)
    ]


def detector(name: str) -> PatternDetector | WindowDetector:
    (made,) = presidio.detectors([each for each in CATALOGUE if each.name == name])
    return made


def findings(name: str, value: str) -> list[Finding]:
    results = list(PatternGroup([detector(name)]).detect(0, Text("", value)))
    assert all(isinstance(each, Finding) for each in results), results
    return [each for each in results if isinstance(each, Finding)]


def found(name: str, value: str) -> set[tuple[int, int]]:
    return {(each.span.start, each.span.end) for each in findings(name, value)}


def spans(value: str, entity: str, pointer: str = "") -> list[tuple[int, int]]:
    detection = detect([Text(pointer, value)], EVERY)
    assert detection.not_run == ()
    found = {
        (each.span.start, each.span.end)
        for each in detection.findings
        if each.label == entity and each.score >= ENOUGH
    }
    return sorted(found)


@pytest.mark.parametrize(("entity", "row"), cases())
def test_vector(entity: str, row: dict[str, Any]):
    assert set(row) <= {"name", "text", "pointer", "spans", "todo"}
    detection = detect([Text(row.get("pointer", ""), row["text"])], EVERY)
    assert detection.not_run == ()
    found: dict[tuple[int, int], float] = {}
    for each in detection.findings:
        if each.label == entity and each.score >= ENOUGH:
            found[each.span.start, each.span.end] = max(
                found.get((each.span.start, each.span.end), 0), each.score
            )
    # Of overlapping matches the longest is what a rewrite covers.
    whole = {at: score for at, score in found.items() if not any(inside(at, other) for other in found)}
    assert sorted(whole) == [(start, end) for start, end, _ in row["spans"]]
    for start, end, score in row["spans"]:
        assert round(whole[start, end], 4) >= score


def inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def cases_by_country() -> list[Any]:
    return [
        pytest.param(
            entity,
            each,
            row,
            id=f"{entity}: {row['name']}",
            marks=[pytest.mark.xfail(reason=row["todo"])] if "todo" in row else [],
        )
        for entity, each in BY_COUNTRY
        for row in rows(entity)
    ]


@pytest.mark.parametrize(("entity", "recogniser", "row"), cases_by_country())
def test_vector_of_a_recogniser_that_is_off_by_default(
    entity: str, recogniser: presidio.Recogniser, row: dict[str, Any]
):
    assert set(row) <= {"name", "text", "pointer", "spans", "todo"}
    text = Text(row.get("pointer", ""), row["text"])
    results = list(PatternGroup(presidio.detectors([recogniser])).detect(0, text))
    assert all(isinstance(each, Finding) for each in results), results
    scores = {
        (each.span.start, each.span.end): each.score
        for each in results
        if isinstance(each, Finding) and each.label == entity and each.score >= ENOUGH
    }
    whole = {at: score for at, score in scores.items() if not any(inside(at, other) for other in scores)}
    assert sorted(whole) == [(start, end) for start, end, _ in row["spans"]]
    for start, end, score in row["spans"]:
        assert round(whole[start, end], 4) >= score


@pytest.mark.parametrize("entity", [*BY_DEFAULT, *(entity for entity, _ in BY_COUNTRY)])
def test_every_entity_has_as_many_negatives_as_positives(entity: str):
    found = rows(entity)
    assert sum(bool(row["spans"]) for row in found) >= 2
    assert sum(not row["spans"] for row in found) >= sum(bool(row["spans"]) for row in found)
    assert len({row["name"] for row in found}) == len(found)


def test_an_email_address_is_certain_under_a_public_suffix_only(find: Callable[..., Any]):
    emails = detector("EmailRecognizer")
    assert find(emails, "ann@example.org")[0][2] == 1.0
    assert find(emails, "ann@host.internal")[0][2] == 0.5
    assert find(emails, "ann@localhost") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IbanRecognizer", "DE89 3704 0044 0532 0130 01"),
        ("IbanRecognizer", "DE89370400440532013000"),
        ("EmailRecognizer", "ann.lee@example.org"),
        ("CreditCardRecognizer", "4111 1111 1111 1112"),
        ("PhoneRecognizer", "+1 415 555 0132"),
        ("CryptoRecognizer", "1BoatSLRHtKNngkdXEeobR76b53LETtpyX"),
        ("UrlRecognizer", "https://ann.example.org/lee"),
    ],
)
def test_no_value_is_logged(
    name: str,
    value: str,
    find: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
):
    for logger in ("presidio-analyzer", "presidio-anonymizer", "decision_process", "tldextract", "filelock"):
        caplog.set_level(logging.NOTSET, logger)
    caplog.set_level(logging.NOTSET)
    find(detector(name), f"see {value} there")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_presidios_own_loggers_stay_off(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.NOTSET, "presidio-analyzer")
    # A Kelvin sign among the letters makes Presidio log the whole value as an error.
    assert not predefined_recognizers.IbanRecognizer().validate_result("DE89 3704 0044 0532 013\u212a 00")
    assert caplog.records == []


ASKS = """
import sys
REACHING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
asked = []
reaching = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
sys.addaudithook(lambda name, args: asked.append(name) if name in reaching else None)
from guard.detect.catalogue import Wanted, build
from guard.detect.detector import detect
from guard.types import Text
found = detect([Text("", "ann@mail.example.org, https://www.example.co.uk, ann@a.b.internal")], build(Wanted(entities=("*",))))
assert not found.not_run
assert {each.label for each in found.findings} >= {"EMAIL_ADDRESS", "URL"}
print(asked)
"""


def test_nothing_is_fetched_or_kept(tmp_path: Path):
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "TLDEXTRACT_CACHE", "TMPDIR"), str(tmp_path))
    ran = subprocess.run(
        [sys.executable, "-c", ASKS], env={**os.environ, **homes}, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "[]", "")
    assert list(tmp_path.iterdir()) == []


SAMPLES = {
    "EmailRecognizer": (
        "ann.lee@example.org",
        "Ann <ann+x@mail.example.co.uk>, bob@server.internal; c@d",
        "a@example.com b@example.com,c@example.com",
        "@ @@ a@ @b a@b a.b@c.de.",
        "é@example.org 😀ann@example.org",
        f"{'x' * 64}@example.org",
        f"ann@{'a.' * 60}org",
        "mailto:ann@example.org?subject=x@y",
    ),
    "IbanRecognizer": (
        "pay DE89 3704 0044 0532 0130 00 to NL91ABNA0417164300",
        "GB82 WEST 1234 5698 7654 32 GB82 WEST 1234 5698 7654 32",
        "FR14 2004 1010 0505 0001 3M02 606, wrong: DE89 3704 0044 0532 0130 01",
        "AB12 AB12 AB12 AB12",
        "xDE89370400440532013000",
    ),
    "PhoneRecognizer": (
        "call +1 415 555 0132 or (415) 555-0132 ext. 5",
        "020 7946 0018 / 020 7946 0019",
        "fax: +44 (0)20 7946 0018, tel 0171 4960 0018",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "2024-03-15 10:30:45, 12.5, 1,234,567",
        "(((415))) 555-0132",
    ),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, listed in SAMPLES.items() for value in listed]
)
@pytest.mark.parametrize(
    "around", ["{}", "see {} there", "{0} {0}", "9 {} 9", "x" * 300 + " {} " + "y" * 300]
)
def test_windows_find_what_the_whole_text_holds(name: str, value: str, around: str):
    text = around.format(value)
    assert found(name, text) == whole(name, text)


def whole(name: str, text: str) -> set[tuple[int, int]]:
    """What Presidio finds when it is given everything; only e-mail domains are judged our way."""
    recogniser = getattr(predefined_recognizers, name)()
    if name == "EmailRecognizer":
        recogniser.validate_result = lambda _: None
    return {(each.start, each.end) for each in recogniser.analyze(text, recogniser.supported_entities, None)}


def test_an_extension_after_several_numbers_is_seen():
    text = "020 7946 0018 / 020 7946 0019 / 020 7946 0020 ext. 221"
    assert found("PhoneRecognizer", text) == whole("PhoneRecognizer", text)


def test_a_long_local_part_is_found_whole():
    value = f"bounces+{'0123456789' * 7}@example.org"
    assert spans(value, "EMAIL_ADDRESS") == [(0, len(value))]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["DE89370400440532013000", "NL91 ABNA 0417 1643 00", " ", "-", "AB12", "x", ".", "7"])
    )
)
def test_the_windows_of_ibans_never_matter(pieces: list[str]):
    text = "".join(pieces)
    assert found("IbanRecognizer", text) == whole("IbanRecognizer", text)


def test_the_catalogue_is_presidios_own_without_models():
    names = [each.name for each in CATALOGUE]
    assert len(names) == len(set(names)) > 70
    assert all(issubclass(getattr(presidio_analyzer.predefined_recognizers, name), object) for name in names)
    assert not {"SpacyRecognizer", "StanzaRecognizer", "HuggingFaceNerRecognizer"} & set(names)
    for each in CATALOGUE:
        assert each.entities
        assert each.country == each.country.lower()
        assert not each.default or not each.languages or "en" in each.languages


@pytest.mark.parametrize(
    ("code", "expected"), [("us", "us"), ("US", "us"), ("GB", "uk"), ("uk", "uk"), ("no", "no")]
)
def test_countries_are_spelt_as_the_catalogue_does(code: str, expected: str):
    assert presidio.country(code) == expected


def test_every_detector_carries_its_entity_and_a_name_of_its_own():
    made = presidio.detectors(CATALOGUE)
    assert len({each.name for each in made}) == len(made) == len(CATALOGUE)
    for each, recogniser in zip(made, CATALOGUE, strict=True):
        assert each.name == f"presidio/{recogniser.name}"
        assert each.labels <= set(recogniser.entities)


def test_findings_of_one_window_detector_come_in_order_and_once():
    text = "a@example.com " * 40
    found_in_order = [each.span for each in findings("EmailRecognizer", text)]
    assert len(found_in_order) == 40
    assert all(one.end <= other.start for one, other in pairwise(found_in_order))


def test_a_long_stretch_is_cut_and_every_value_in_it_is_found_whole():
    addresses = [f"person{number:03}@mail{number:03}.example.com" for number in range(150)]
    text = ",".join(addresses)
    assert sorted(text[start:end] for start, end in found("EmailRecognizer", text)) == addresses


@pytest.mark.parametrize("value", ["192.168.10.24", "2024-03-15 10 30 45", "2024-03-15"])
def test_addresses_of_hosts_and_times_are_no_telephone_numbers(value: str):
    assert spans(f"at {value} it broke", "PHONE_NUMBER") == []


def test_loggers_stay_silent_when_somebody_configures_logging_later(caplog: pytest.LogCaptureFixture):
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("presidio-analyzer").error("a matched value")  # noqa: TID251  # the library's own logger
    assert caplog.records == []

"""Every pattern of every detector: what it matches in a text is found through the gate, at the same place."""

import json
import random  # noqa: TID251  # seeded
from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import sample

from guard.detect import presidio
from guard.detect.patterns import PatternDetector, PatternGroup
from guard.detect.pii import DETECTORS
from guard.detect.reading import Reading
from guard.detect.secret import SECRETS
from guard.types import Text

CATALOGUE = [each for each in presidio.detectors(presidio.catalogue()) if isinstance(each, PatternDetector)]
MEMBERS = (*CATALOGUE, *DETECTORS, *SECRETS)
GROUP = PatternGroup(MEMBERS)
PATTERNS = [(member, number) for member in MEMBERS for number in range(len(member.patterns))]
OWNERS = [at for at, member in enumerate(MEMBERS) for _ in member.patterns]
# To RE2, which finds long matches, these are the ASCII letters and digits they stand for.
ODD = regex.compile(r"(?V1)[[\p{Nd}--[0-9]]\u0130\u0131\u017f\u212a]")
VECTORS = Path(__file__).parents[1] / "vectors/detect"
VALUES = sorted(
    {
        row["text"]
        for path in VECTORS.glob("*.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if row.get("spans")
    }
)
AROUND = ("the ", " order ", "ref: ", "\n", "é", "—", " ", "-", ".", ",", "a", "9", "x12", "/", "_", "@", '"')
AROUND += ("(", ")", "  ", "\xa0", "\u212a", "\u017f", "Rx #", "claim no. ", "\x0b", "\x1c", "😀")


@cache
def compiled(source: str, flags: int) -> "regex.Pattern[str]":
    return regex.compile(source, flags)


def covers(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]


def differences(text: str, only: set[int] | None = None) -> list[tuple[str, str, list[object], list[object]]]:
    """Compare every pattern with what its engine finds in the whole text."""
    reading = Reading(Text("", text))
    odd = ODD.search(text) is not None
    alone, needy = GROUP._alone.stretches(reading), GROUP._needy.stretches(reading)
    found = []
    for at, (member, number) in enumerate(PATTERNS):
        if only is not None and at not in only:
            continue
        pattern = member.patterns[number]
        whole = [
            match.span(pattern.group)
            for match in compiled(pattern.source, member.flags).finditer(text, timeout=20)
            if match.span(pattern.group)[0] < match.span(pattern.group)[1]
        ]
        owner = OWNERS[at]
        stretches = alone.get(owner, {}).get(number) or needy.get(owner, {}).get(number) or []
        spans = list(member.spans[number].find(reading, stretches)) if stretches else []
        spans = [span for span in spans if span[0] < span[1]]
        if member.spans[number].shape.longest is None and not text.isascii():
            # RE2 finds long matches, and takes a letter that is not ASCII for an underscore, a digit or
            # letter of another script for the one it stands for: then a value may end later, never sooner.
            whole = [] if odd else [each for each in whole if not any(covers(other, each) for other in spans)]
            spans = []
        if spans != whole:
            found.append((member.name, pattern.source[:60], whole, spans))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_generated_values_are_found_where_the_whole_text_has_them(seed: int):
    choose = random.Random(seed)
    for at in range(seed, len(PATTERNS), 8):
        member, number = PATTERNS[at]
        value = sample(member.patterns[number].source, choose)[:400]
        for changed in (value, value.lower(), value.upper()):
            text = choose.choice(AROUND) + changed + choose.choice(AROUND) * choose.choice((1, 1, 150))
            assert differences(text, {at}) == [], text


@pytest.mark.parametrize("seed", range(6))
def test_texts_full_of_values_lose_nothing(seed: int):
    choose = random.Random(seed)
    for _ in range(6):
        pieces = []
        for _ in range(choose.randint(2, 30)):
            member, number = choose.choice(PATTERNS)
            pieces.append(choose.choice(AROUND))
            pieces.append(sample(member.patterns[number].source, choose)[:120])
        assert differences("".join(pieces)) == []


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3), st.sampled_from(AROUND))
@settings(max_examples=40, deadline=None)
def test_real_values_in_any_setting_lose_nothing(values: list[str], between: str):
    assert differences(between.join(values)[:2000]) == []


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_loses_nothing(text: str):
    assert differences(text.encode("utf-8", "replace").decode()) == []

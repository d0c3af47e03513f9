"""What windows say becomes findings: with a reader that knows a few words, whose every answer is told here."""

import re
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from guard.detect.detector import detect
from guard.detect.encoder import detector as module
from guard.detect.encoder.detector import LABELS, EncoderDetector
from guard.detect.encoder.labels import CATEGORIES, HARM, TAGS
from guard.detect.encoder.model import Calibration, Floats, folder
from guard.detect.encoder.windows import Numbers
from guard.types import Category, Finding, Kind, NotRun, Reason, Severity, Span, Text

WORDS = {
    "vile": ("hate", 2, 0.9),
    "viler": ("hate", 6, 0.9),
    "steamy": ("sexual", 2, 0.9),
    "warm": ("sexual", 2, 0.2),
}
NAMES = {"ann": "B-PERSON", "lee": "I-PERSON", "ghent": "B-LOCATION"}


FILLER = "The weather was mild and the garden looked fine after the long rain of the week."


class Stub:
    """Stands for the artifact: a window is as bad as its worst word."""

    def __init__(self) -> None:
        self.tokenizer = Tokenizer.from_file(str(Path(folder()) / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.calibration = Calibration(
            np.ones(len(HARM), np.float32),
            np.zeros(len(HARM), np.float32),
            dict.fromkeys(CATEGORIES, (0.3, 0.3, 0.3)),
        )
        self.windows = 0

    def read(self, subwords: Numbers, shapes: Numbers) -> tuple[Floats, Floats]:
        self.windows += 1
        tokens = [self.tokenizer.id_to_token(each) for each in subwords.tolist()]
        tags = np.zeros((len(tokens), len(TAGS)), np.float32)
        tags[:, 0] = 1
        harm = np.zeros(len(HARM), np.float32)
        text = self.tokenizer.decode(subwords.tolist())
        for index, token in enumerate(tokens):
            if token in NAMES:
                tags[index, 0] = 0
                tags[index, TAGS.index(NAMES[token])] = 1
        if "shady" in text:
            # Diluted: seen by itself only.
            harm[HARM.index("violence>=4")] = 0.9 if len(tokens) < 25 else 0.1
            harm[-1] = 0.5
        for word in re.findall(r"\w+", text):
            if word in WORDS:
                category, level, score = WORDS[word]
                for reached in range(2, level + 1, 2):
                    at = HARM.index(f"{category}>={reached}")
                    harm[at] = max(harm[at], score)
                harm[-1] = max(harm[-1], score)
        return tags, harm


def run(text: str, wanted: frozenset[str] = LABELS, *, everything: bool = False) -> list[Finding]:
    return list(EncoderDetector(Stub(), wanted, everything=everything).detect(0, Text("", text)))


def said(found: list[Finding], text: str) -> set[tuple[str, str, int]]:
    return {(text[each.span.start : each.span.end], each.label, each.severity) for each in found}


def test_names_and_harm_come_of_one_reading():
    text = "Ann Lee of Ghent wrote something vile"
    stub = Stub()
    found = list(EncoderDetector(stub).detect(3, Text("", text)))
    assert said(found, text) == {("Ann Lee", "PERSON", 0), ("Ghent", "LOCATION", 0), (text, "hate", 2)}
    assert stub.windows == 1
    assert {each.text for each in found} == {3}
    assert {each.kind for each in found} == {Kind.ENTITY, Kind.CATEGORY}


def test_the_sentence_that_offends_is_told():
    text = f"{FILLER} This one is so much viler than all of the others before it! {FILLER} Ann went home."
    offence = "This one is so much viler than all of the others before it!"
    assert said(run(text), text) == {(offence, "hate", 6), ("Ann", "PERSON", 0)}


def test_harmless_words_around_harm_do_not_hide_it():
    """A window that is harmful in doubt only is read part by part."""
    text = f"{FILLER} This one is so shady, much more than all of the others before it! {FILLER}"
    assert said(run(text), text) == {
        ("This one is so shady, much more than all of the others before it!", "violence", 4)
    }


def test_short_parts_are_read_together():
    text = "vile\n" * 100
    stub = Stub()
    list(EncoderDetector(stub).detect(0, Text("", text)))
    assert stub.windows <= 12


@pytest.mark.parametrize("end", ["。", "！", "。\n"])
def test_a_text_that_ends_with_the_end_of_a_sentence_has_no_empty_part(end: str):
    """That sign is a subword in some texts, and the end of the last one in others."""
    text = f"{FILLER} This one is so shady, much more than all of the others that came before it did{end}"
    assert {each.label for each in run(text)} == {"violence"}


def test_several_sentences_that_offend_are_one_stretch():
    one = "This thing is really vile, as I have always said of it to everybody."
    text = f"{FILLER} {one} {FILLER} {one} {FILLER}"
    assert said(run(text), text) == {(f"{one} {FILLER} {one}", "hate", 2)}


def test_harmless_text_gives_nothing():
    assert run("Nothing to see here, and nobody.") == []
    assert run("") == []
    assert run(" \n ") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (frozenset({"PERSON"}), {"PERSON"}),
        (frozenset({"hate"}), {"hate"}),
        (frozenset({"LOCATION", "violence"}), {"LOCATION"}),
        (frozenset({"EMAIL_ADDRESS"}), set()),
    ],
)
def test_only_what_is_asked_for(wanted: frozenset[str], expected: set[str]):
    assert {each.label for each in run("Ann of Ghent is vile", wanted)} == expected


def test_scores_below_the_threshold_are_shown_when_everything_is_asked_for():
    text = "a warm day"
    assert run(text) == []
    (found,) = run(text, everything=True)
    assert (found.label, found.severity, round(found.score, 2)) == ("sexual", Severity.SAFE, 0.2)


@pytest.mark.parametrize(
    "text",
    [
        "steamy pictures of a teenager",
        "Steamy. She is 15.",
        "a warm teenager",
        "She is 15." + " word" * 400 + " steamy",
        "steamy" + " word" * 400 + " a teenager",
    ],
)
def test_sexual_content_with_a_minor_is_high(text: str):
    found = [each for each in run(text) if each.label == Category.SEXUAL_MINORS]
    assert [each.severity for each in found] == [Severity.HIGH]


@pytest.mark.parametrize(
    "text",
    [
        "a teenager",
        "steamy pictures of a minor issue",
        "steamy, aged 35",
        "vile teenager",
        "warm" + " word" * 400 + " a teenager",
    ],
)
def test_one_without_the_other_is_not(text: str):
    assert Category.SEXUAL_MINORS not in {each.label for each in run(text)}


def test_a_long_text_is_read_to_its_end():
    text = "word " * 2000 + "Ann Lee " + "word " * 500 + "vile"
    found = run(text)
    assert {text[each.span.start : each.span.end] for each in found if each.label == "PERSON"} == {"Ann Lee"}
    (harm,) = [each for each in found if each.label == "hate"]
    assert harm.span.end == len(text)
    assert harm.span.start > len(text) - 800


def test_a_name_on_the_border_of_windows_is_one_name():
    for before in range(90, 130):
        text = "word " * before + "Ann Lee" + " word" * 200
        assert [text[each.span.start : each.span.end] for each in run(text)] == ["Ann Lee"], before


def test_a_text_too_long_for_the_time_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "BUDGET_S", -1.0)
    detection = detect([Text("", "Ann Lee")], [EncoderDetector(Stub())])
    assert detection.findings == ()
    assert detection.not_run == (NotRun("encoder", Reason.TIMEOUT, 0),)


def test_offsets_are_code_points_of_the_original():
    text = "😀 é ANN\u00a0LEE!"
    (found,) = run(text)
    assert found.span == Span(4, 11)


@pytest.mark.parametrize("sign", ["€", "♥", "→", "°", "😀"])
def test_signs_glued_to_words_hide_nothing(sign: str):
    text = " ".join(f"{word}{sign}" for word in "this is vile".split())
    assert {each.label for each in run(text)} == {"hate"}


@pytest.mark.parametrize("text", ["...", "?! — €", "😀😀", "\U0010ffff" * 3, "a", "h e l l o", "สวัสดี"])
def test_signs_alone_are_not_judged(text: str):
    stub = Stub()
    assert list(EncoderDetector(stub).detect(0, Text("", text))) == []
    assert stub.windows == 0

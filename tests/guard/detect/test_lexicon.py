"""The lexicon detector: vectors of the shipped phrases, and its mechanics on made-up words."""

import json
import re
import time
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.detect.lexicon import SCORES, LexiconDetector
from guard.detect.lexicon.template import combine, compile_phrase, plain
from guard.errors import ConfigError
from guard.types import Category, Finding, Kind, Severity, Text

Found = set[tuple[int, int, str, int]]
Vector = dict[str, Any]
VECTORS: list[Vector] = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "vectors/detect/lexicon.jsonl").read_text("utf-8").splitlines()
]
POSITIVE = [vector for vector in VECTORS if vector["expect"]]
NEGATIVE = [vector for vector in VECTORS if not vector["expect"]]
DETECTOR = LexiconDetector()
FAR = ". Then we went home and spoke of the garden, the weather and what to cook on the first day of May. "


def found(text: str, detector: LexiconDetector = DETECTOR) -> Found:
    return {as_tuple(finding) for finding in detector.detect(0, Text("/t", text))}


def as_tuple(finding: Finding) -> tuple[int, int, str, int]:
    return finding.span.start, finding.span.end, finding.label, finding.severity


def pieces(text: str, detector: LexiconDetector) -> set[str]:
    return {text[start:end] for start, end, _, _ in found(text, detector)}


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """A lexicon of made-up words, to be changed by a test before it is loaded."""
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms/violence.tsv").write_text("alpha beta\thigh\nbeta\tlow\ngrün* feld\tmedium\n", "utf-8")
    (tmp_path / "terms/sexual.tsv").write_text("# a comment\n\nplaceholder\tlow\n", "utf-8")
    (tmp_path / "classes.tsv").write_text(
        "fruit\tapple|pear\nfruit\tred <colour>plum\n".replace("<colour>", "")
    )
    (tmp_path / "exceptions.tsv").write_text("beta version\tviolence\n[the] alpha test ...2\t*\n")
    (tmp_path / "minors.tsv").write_text("{neutral|under-age}\n")
    return tmp_path


# the shipped phrases


@pytest.mark.parametrize("vector", POSITIVE, ids=lambda vector: vector["name"])
def test_finds_with_span_category_and_severity(vector: Vector) -> None:
    assert set(map(tuple, vector["expect"])) <= found(vector["text"])


@pytest.mark.parametrize("vector", NEGATIVE, ids=lambda vector: vector["text"])
def test_leaves_harmless_text_alone(vector: Vector) -> None:
    assert found(vector["text"]) == set()


def test_there_are_as_many_negatives_as_positives() -> None:
    assert len(NEGATIVE) >= len(POSITIVE) > 0


def test_findings_are_complete() -> None:
    for vector in POSITIVE:
        for finding in DETECTOR.detect(7, Text("/t", vector["text"])):
            assert finding.text == 7
            assert finding.kind is Kind.CATEGORY
            assert finding.detector == DETECTOR.name == "lexicon"
            assert finding.label in DETECTOR.labels
            assert 0 < finding.score <= 1
            assert finding.score == SCORES[finding.severity]


def test_labels_are_all_categories() -> None:
    assert DETECTOR.labels == {category.value for category in Category}


def test_empty_text() -> None:
    assert found("") == set()


# boundaries, case and offsets


@pytest.mark.parametrize(
    "text", ["abeta", "betas", "beta_", "_beta", "beta1", "betaé", "ñbeta", "日beta", "beta\u0301"]
)
def test_a_letter_mark_digit_or_underscore_beside_a_match_rejects_it(lexicon: Path, text: str) -> None:
    assert found(text, LexiconDetector(lexicon)) == set()


@pytest.mark.parametrize(
    "text", ["beta", "(beta)", "😀beta😀", "«beta»", "beta.", "x beta,y", "beta\u2028", "'beta'"]
)
def test_anything_else_beside_a_match_does_not(lexicon: Path, text: str) -> None:
    assert pieces(text, LexiconDetector(lexicon)) == {"beta"}


def test_a_rejected_match_hides_no_shorter_one(lexicon: Path) -> None:
    detector = LexiconDetector(lexicon)
    assert pieces("xalpha beta", detector) == {"beta"}
    assert pieces("alpha betas beta", detector) == {"beta"}


def test_neighbours_share_a_boundary(lexicon: Path) -> None:
    assert len(found("beta beta beta", LexiconDetector(lexicon))) == 3


def test_words_of_a_phrase_may_be_apart(lexicon: Path) -> None:
    text = "Alpha\n\u00a0—\u201cBETA\u201d"
    assert pieces(text, LexiconDetector(lexicon)) == {text[:-1], "BETA"}
    assert pieces("alpha. beta", LexiconDetector(lexicon)) == {"beta"}


def test_characters_that_grow_in_lower_case_do_not_move_spans(lexicon: Path) -> None:
    assert pieces("İİİ😀 GRÜNES FELD", LexiconDetector(lexicon)) == {"GRÜNES FELD"}


# exceptions


def test_an_exception_suppresses_what_it_overlaps_and_nothing_else(lexicon: Path) -> None:
    detector = LexiconDetector(lexicon)
    assert found("beta version", detector) == set()
    assert found("beta version, then beta", detector) == {(19, 23, "violence", 2)}
    assert found("alpha beta version", detector) == set()
    assert pieces("placeholder beta version", detector) == {"placeholder"}


def test_an_exception_may_reach_some_words_further(lexicon: Path) -> None:
    detector = LexiconDetector(lexicon)
    assert found("the alpha test with beta", detector) == set()
    assert pieces("the alpha test with no such beta", detector) == {"beta"}


def test_an_exception_of_one_category_leaves_the_others(lexicon: Path) -> None:
    (lexicon / "terms/hate.tsv").write_text("beta\tlow\n")
    assert {label for _, _, label, _ in found("beta version", LexiconDetector(lexicon))} == {"hate"}


# sexual content near a reference to a minor; made-up words stand for both


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("placeholder neutral", (0, 19)),
        ("the neutral one, placeholder", (4, 28)),
        ("placeholder" + " word" * 40 + " neutral", (0, 219)),
        ("Placeholder! And then: NEUTRAL.", (0, 30)),
        ("under age é placeholder and neutral", (0, 35)),
    ],
)
def test_a_minor_near_sexual_content_is_high(lexicon: Path, text: str, span: tuple[int, int]) -> None:
    minors = [one for one in found(text, LexiconDetector(lexicon)) if one[2] == Category.SEXUAL_MINORS]
    assert minors == [(*span, Category.SEXUAL_MINORS, Severity.HIGH)]


@pytest.mark.parametrize(
    "text",
    ["placeholder." + " word" * 13 + " neutral", "neutral" + " word" * 13 + "? placeholder", "neutral beta"],
)
def test_a_minor_far_from_sexual_content_is_not(lexicon: Path, text: str) -> None:
    assert Category.SEXUAL_MINORS not in {label for _, _, label, _ in found(text, LexiconDetector(lexicon))}


def test_shipped_words_for_minors_are_used() -> None:
    source = files("guard.detect.lexicon")
    mild = first_word(source.joinpath("terms/sexual.tsv").read_text("utf-8").splitlines(), "low")
    neutral = first_word(source.joinpath("minors.tsv").read_text("utf-8").splitlines(), "")
    labels = {(label, severity) for _, _, label, severity in found(f"{mild} - {neutral}")}
    assert labels == {(Category.SEXUAL, Severity.LOW), (Category.SEXUAL_MINORS, Severity.HIGH)}
    assert found(neutral) == set()


def first_word(lines: Iterable[str], severity: str) -> str:
    """Return the first alternative of the first phrase with this severity."""
    phrase = next(line for line in lines if line[:1] not in {"", "#"} and line.endswith(severity))
    return str(re.findall(r"\w+", phrase)[0])


# the syntax of phrases


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("one two", ["ONE two", "one, “two”"], ["one. two", "onetwo", "one too"]),
        ("on* two", ["one two", "on two", "ontario two"], ["o two", "on e two"]),
        ("one * two", ["one x two"], ["one two", "one x y two"]),
        ("{one|two three} four", ["one four", "two three four"], ["two four", "four"]),
        ("one [two|three] four", ["one four", "one three four"], ["one two three four"]),
        ("[one] two", ["one two", "two"], ["one"]),
        ("kill{ed|ing} it", ["killed it", "killing it"], ["kill it", "kill ed it"]),
        ("cake[s]", ["cake", "cakes"], ["cakess"]),
        ("<fruit> pie", ["red apple pie", "pear pie"], ["fruit pie"]),
        ("can't", ["can't", "cant", "can’t"], ["can t s", "can"]),
        ("e-mail", ["e-mail", "email", "e mail", "e–mail"], ["e  -mail"]),
        ("one ... two", ["one two", "one a b c two"], ["one a b c d two", "one. a two"]),
        ("one ...1 two", ["one two", "one a two"], ["one a b two"]),
        ("^one two", ["one two", "So: one two", "No. One two"], ["x one two"]),
        ("one two$", ["one two", "one two!", "one two, x"], ["one two x"]),
    ],
)
def test_phrases(phrase: str, yes: list[str], no: list[str]) -> None:
    pattern = re2.compile(combine([compile_phrase(phrase, {"fruit": "(?:red apple|pear)"})]))
    assert [text for text in yes if not pattern.search(plain(text))] == []
    assert [text for text in no if pattern.search(plain(text))] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "[one]",
        "...",
        "... one",
        "one...",
        "{one",
        "one}",
        "{one|}",
        "[one|two",
        "one <none>",
        "one + two",
        "one|two",
        "'",
        "one $two",
    ],
)
def test_malformed_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(ConfigError):
        compile_phrase(phrase, {})


def test_no_phrases_match_nothing() -> None:
    assert re2.compile(combine([])).search("any") is None


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("terms/violence.tsv", "# x\nalpha\tmild\n", "violence.tsv:2: expected one of low, medium, high"),
        ("terms/violence.tsv", "{alpha\tlow\n", "violence.tsv:1: expected `}`"),
        ("exceptions.tsv", "alpha\tviolent\n", "exceptions.tsv:1: expected categories or `*`"),
        ("classes.tsv", "fruit\t{apple\n", "classes.tsv: class `fruit`:"),
        ("minors.tsv", "<none>\n", "minors.tsv:1: unknown class `none`"),
    ],
)
def test_malformed_files_are_refused_with_their_place(
    lexicon: Path, path: str, content: str, message: str
) -> None:
    (lexicon / path).write_text(content)
    with pytest.raises(ConfigError, match=re.escape(message)):
        LexiconDetector(lexicon)


# properties

words = st.sampled_from([word for vector in VECTORS for word in vector["text"].split()])
texts = st.lists(words | st.text(max_size=4), max_size=30).map(" ".join)


@given(texts)
def test_spans_lie_in_the_text_and_on_words(text: str) -> None:
    for start, end, _, _ in found(text.encode("utf-8", "replace").decode()):
        assert 0 <= start < end <= len(text)
        assert text[start].isalnum()


@given(texts, texts)
def test_text_far_away_changes_nothing(text: str, more: str) -> None:
    assert {one for one in found(text + FAR + more) if one[1] <= len(text)} == found(text + ".")


@given(st.lists(words.filter(str.isascii), max_size=30).map(" ".join))
def test_case_changes_nothing(text: str) -> None:
    assert found(text.upper()) == found(text.lower()) == found(text)


@settings(max_examples=25)
@given(st.permutations(["alpha beta\thigh", "beta\tlow", "beta ... gamma\tlow", "alpha\tlow"]))
def test_the_order_of_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("lexicon")
    (folder / "terms").mkdir()
    (folder / "terms/violence.tsv").write_text("\n".join(lines))
    for name in ("classes", "exceptions", "minors"):
        (folder / f"{name}.tsv").touch()
    text = "alpha beta x gamma, beta alpha"
    assert found(text, LexiconDetector(folder)) == {
        (0, 10, "violence", 6),
        (0, 5, "violence", 2),
        (6, 18, "violence", 2),
        (20, 24, "violence", 2),
        (25, 30, "violence", 2),
    }


# cost


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        POSITIVE[1]["text"] + " ",
        NEGATIVE[0]["text"] + " ",
        "how to make i want to write me a ",
        "i  \t ",
        "é😀 kill ",
    ],
    ids=["hits", "suppressed", "openings", "blanks", "wide"],
)
def test_cost_is_linear(piece: str) -> None:
    small, large = (cost((piece * size)[:size]) for size in (10_000, 100_000))
    assert large <= 20 * small


def cost(text: str) -> float:
    """Return the least of three times of detection."""
    times = []
    for _ in range(3):
        start = time.process_time()
        found(text)
        times.append(time.process_time() - start)
    return min(times)


def test_a_megabyte_works() -> None:
    text = "é" * 1_000_000 + " " + POSITIVE[0]["text"]
    assert max(end for _, end, _, _ in found(text)) == len(text) - 1

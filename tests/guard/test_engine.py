"""The front door: policies by name, one string at a time, masks and digests."""

from dataclasses import replace
from pathlib import Path

import pytest

import guard
from guard.detect.custom import ObjectDetector
from guard.engine import Guard, load_policy, packs
from guard.errors import PolicyError
from guard.types import NOT_SCANNABLE, Action, Direction, Text

KEY = b"k" * 32


@pytest.fixture(scope="module")
def default() -> Guard:
    return Guard.load(key=KEY)


def test_the_public_names_are_there():
    assert set(guard.__all__) >= {"Guard", "GuardMiddleware", "Finding", "Verdict", "Direction"}
    assert all(hasattr(guard, name) for name in guard.__all__)


@pytest.mark.parametrize("name", ["base", "default", "internal"])
def test_shipped_policies_load_by_name_and_by_path(name: str):
    assert load_policy(name) == load_policy(packs() / f"{name}.yaml")
    assert load_policy(name).id == name


@pytest.mark.parametrize("name", ["none", "Default", "default.yml", "../default"])
def test_other_names_are_refused(name: str):
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(name)


def test_a_policy_gets_the_detectors_it_names_and_no_other(tmp_path: Path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {US_SSN: block}}\ncompletion: {categories: {hate: {block: low}}}\n"
        "words: [{id: a, list: [x], action: block, directions: [completion]}]\n"
    )
    made = Guard.load(path)
    labels = {
        direction: {label for detector in listed for label in detector.labels}
        for direction, listed in made.rules.detectors.items()
    }
    assert labels == {Direction.PROMPT: {"US_SSN"}, Direction.COMPLETION: {"hate", "words:a"}}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("what is the capital of France?", "ALLOW"),
        ("", "ALLOW"),
        ("call me on +1 415 555 0132", "REDACT"),
        ("my card is 4111 1111 1111 1111", "REDACT"),
        ("key AKIA" + "IOSFODNN7EXAMPLE", "BLOCK"),
        ("I will find you and kill you", "BLOCK"),
    ],
)
def test_check(default: Guard, text: str, action: str):
    made = default.check(text)
    assert made.action is Action[action]
    assert made.direction is Direction.PROMPT
    assert (made.text == text) == (action == "ALLOW")
    assert (made.text is None) == (action == "BLOCK")


def test_the_direction_may_be_a_word(default: Guard):
    text = "host 2001:0db8:85a3:0000:0000:8a2e:0370:7334"
    assert default.check(text, "prompt").action is Action.REDACT
    assert default.check(text, "completion").action is Action.ANNOTATE
    assert default.check(text, Direction.COMPLETION).action is Action.ANNOTATE
    with pytest.raises(ValueError, match="both"):
        default.check(text, "both")


@pytest.mark.parametrize(
    "text", ["a\ud800b", "\udfff", "mail ann@gmail.com \ud83d", "\x00", "\ufeff\u200b", "\U0010ffff" * 3]
)
def test_any_string_can_be_checked(default: Guard, text: str):
    made = default.check(text)
    assert made.not_run == ()
    assert made.text is not None
    made.text.encode()
    assert "ann@gmail.com" not in made.text


def test_texts_that_travel_together_are_screened_together(default: Guard):
    texts = [Text("/a", "write to ann.lee@gmail.com"), Text("/b", "ann.lee@gmail.com!"), Text("/c", "hi")]
    made = default.screen(texts, Direction.PROMPT)
    assert len(made.tokens) == 1
    assert made.values[2] == "hi"
    assert not any("ann.lee" in value for value in made.values)


def test_names_of_json_members_support_a_value(default: Guard):
    assert default.screen([Text("/ssn", "536904399")], Direction.PROMPT).action is Action.REDACT
    assert default.screen([Text("/order", "536904399")], Direction.PROMPT).action is Action.ALLOW


def test_what_cannot_be_read_is_refused_by_default(default: Guard):
    made = default.screen([Text("/image", "", scannable=False)], Direction.PROMPT)
    assert (made.action, made.rules) == (Action.BLOCK, ("prompt.entities.NOT_SCANNABLE",))
    assert made.findings[0].label == NOT_SCANNABLE


def test_a_key_makes_tokens_the_same_everywhere(default: Guard):
    text = "write to ann.lee@gmail.com"
    assert default.check(text).text == Guard.load(key=KEY).check(text).text
    assert Guard.load().check(text).text != Guard.load().check(text).text


def test_a_short_key_is_refused_at_once():
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Guard.load(key=b"short")


def test_no_repr_holds_the_key_or_text(default: Guard):
    made = Guard.load(key=b"a key that nobody may see")
    assert "nobody" not in repr(made)
    assert "ann.lee" not in repr(default.check("write to ann.lee@gmail.com"))


@pytest.mark.parametrize(
    ("value", "low", "high", "masked"),
    [
        ("nothing to see", 0, 14, "nothing to see"),
        ("nothing to see", 3, 7, "hing"),
        ("mail ann.lee@gmail.com now", 0, 26, "mail <EMAIL_ADDRESS> now"),
        ("mail ann.lee@gmail.com now", 10, 26, "<EMAIL_ADDRESS> now"),
        ("mail ann.lee@gmail.com now", 0, 10, "mail <EMAIL_ADDRESS>"),
        ("mail ann.lee@gmail.com now", 10, 14, "<EMAIL_ADDRESS>"),
        ("mail ann.lee@gmail.com now", 22, 26, " now"),
        ("my tax id 536-90-4399", 0, 22, "my tax id <US_SSN>"),
        ("x" * 500 + " ann@gmail.com", 400, 514, "x" * 100 + " <EMAIL_ADDRESS>"),
        ("ann@gmail.com", 0, 0, ""),
    ],
)
def test_a_mask_hides_every_entity_even_one_that_its_edge_cuts(
    default: Guard, value: str, low: int, high: int, masked: str
):
    assert default.mask(Text("", value), low, high) == masked


def test_a_mask_hides_what_the_policy_allows_and_what_is_unsure(default: Guard):
    bare = "H12234567"  # like a driving licence, and too unsure for a policy to act on
    assert default.check(bare).action is Action.ALLOW
    assert bare not in (default.mask(Text("", f"see {bare} there"), 0, 19) or "")
    assert default.mask(Text("", "open example.com"), 0, 16) == "open <URL>"


class Broken:
    name = "broken"
    supported_entities = ("X",)

    def analyze(self, *_: object) -> list[object]:
        raise RuntimeError


def test_nothing_is_kept_that_nobody_looked_through(default: Guard):
    masking = replace(default.masking, custom=(ObjectDetector(Broken()),))
    assert Guard(default.rules, masking).mask(Text("", "nothing to see"), 0, 7) is None


KEY_BLOCK = (
    "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 30 + "-----END PRIVATE KEY-----"
)


@pytest.mark.parametrize("text", ["see {} there", "{}"])
def test_a_mask_hides_a_long_secret_whole(default: Guard, text: str):
    value = text.format(KEY_BLOCK)
    assert "MIIEvQ" not in (default.mask(Text("", value), 0, len(value)) or "")
    assert "MIIEvQ" not in (default.mask(Text("", value), 0, 200) or "")


def test_a_mask_hides_the_end_of_a_long_secret(default: Guard):
    value = f"{KEY_BLOCK} and then some"
    assert "MIIEvQ" not in (default.mask(Text("", value), len(value) - 300, len(value)) or "")


def test_digests_tell_equal_values_by_key_and_purpose(default: Guard):
    made = default.digest("p", "ann")
    assert len(made) == 20
    assert made == default.digest("p", "ann") == Guard.load(key=KEY).digest("p", "ann")
    others = {default.digest("q", "ann"), default.digest("p", "Ann"), Guard.load().digest("p", "ann")}
    assert made not in others
    assert len(others) == 3

"""The front door: policies by name, one string at a time, masks and digests."""

from dataclasses import replace
from pathlib import Path

import pytest

import guard
from guard.decide.relief import Relief
from guard.decide.when import Context
from guard.detect.custom import ObjectDetector
from guard.engine import Guard, load_policy, packs
from guard.errors import PolicyError
from guard.transform.restore import Restorer
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


def test_further_detectors_are_there_by_name_and_shared_by_both_directions(tmp_path: Path, default: Guard):
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {A: annotate}}\ncompletion: {entities: {A: annotate}}\n"
        "detectors: [{name: ours, kind: http, url: 'http://127.0.0.1:9/', labels: [A]}]\n"
    )
    made = Guard.load(path)
    lines = [each.line for detectors in made.rules.detectors.values() for each in detectors]  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert all(each is made.lines["ours"] for each in lines)
    assert dict(default.lines) == {}


def test_evidence_is_masked_without_asking_anybody(tmp_path: Path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {A: annotate}}\n"
        "detectors: [{name: ours, kind: http, url: 'http://127.0.0.1:9/', labels: [A]}]\n"
    )
    made = Guard.load(path)
    assert made.check("mail jane@example.org").not_run
    assert made.mask(Text("", "mail jane@example.org"), 0, 21) == "mail <EMAIL_ADDRESS>"


CHAT = (
    "I am Nadia Okafor, write to nadia.okafor@gmail.com",
    "Hello, what can I do for you?",
    "Did Okafor call from +1 415 555 0132?",
    "I cannot know that.",
    "I will find you and kill you",
)


def test_a_chat_that_is_remembered_is_screened_like_one_that_is_not(default: Guard):
    fresh = Guard.load(key=KEY, memory=0)
    assert fresh.rules.memory is None
    for turn in (1, 3, 5, 5):
        texts = [Text(f"/messages/{at}/content", text) for at, text in enumerate(CHAT[:turn])]
        for direction in Direction:
            assert default.screen(texts, direction) == fresh.screen(texts, direction)


def test_every_guard_has_a_memory_of_its_own(default: Guard):
    same, other = Guard.load(key=KEY), Guard.load(key=b"o" * 32)
    same.check(CHAT[0])
    assert same.rules.memory is not None
    assert other.rules.memory is not None
    assert (len(same.rules.memory), len(other.rules.memory)) == (1, 0)
    assert len({id(each.rules.memory) for each in (default, same, other)}) == 3


def test_what_is_masked_for_evidence_is_not_remembered(default: Guard):
    guard = Guard.load(key=KEY)
    assert guard.mask(Text("", CHAT[0]), 0, len(CHAT[0])) is not None
    assert guard.rules.memory is not None
    assert len(guard.rules.memory) == 0


def test_a_session_has_pseudonyms_of_its_own_and_the_digests_of_its_tenant(tmp_path: Path):
    path = tmp_path / "p.yaml"
    operators = (
        "EMAIL_ADDRESS: {action: redact, operator: pseudonym}, IP_ADDRESS: {action: redact, operator: hash}"
    )
    path.write_text(f"policy: p\nprompt: {{entities: {{{operators}}}}}\n")
    plain = Guard.load(path, key=KEY)
    text = "ann@gmail.com 8.8.8.8"
    none, one, two = (plain.within(name).check(text) for name in ("", "one", "two"))
    assert none.text == plain.check(text).text
    assert plain.within("one").check(text).text == one.text
    assert len({each.text for each in (none, one, two)}) == 3
    assert len({(each.text or "").split(" ")[1] for each in (none, one, two)}) == 1
    assert none.findings == one.findings
    assert plain.within("one").digest("p", "ann") == plain.digest("p", "ann")


def test_a_token_that_is_known_is_issued_for_nothing_else(tmp_path: Path):
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\nprompt: {entities: {EMAIL_ADDRESS: {action: redact, operator: pseudonym}}}\n")
    plain = Guard.load(path, key=KEY)
    (token,) = plain.check("ann@gmail.com").tokens
    assert plain.within("", {token: "ann@gmail.com"}).check("ann@gmail.com").text == token
    assert plain.within("", {token: "bob@gmail.com"}).check("ann@gmail.com").text != token
    assert repr(plain.within("canary", {token: "canary"})).count("canary") == 0


@pytest.mark.parametrize("text", ["Mail Jane Smith at jane.smith@gmail.com or +1 415 555 0132", "hello"])
def test_stand_ins_come_back(tmp_path: Path, text: str):
    path = tmp_path / "p.yaml"
    rule = "{action: redact, operator: synthetic}"
    path.write_text(
        f"policy: p\nprompt: {{entities: {{EMAIL_ADDRESS: {rule}, PHONE_NUMBER: {rule}, PERSON: {rule}}}}}\n"
    )
    made = Guard.load(path, key=KEY).check(text)
    assert (made.text == text) == (text == "hello")
    assert "<" not in (made.text or "<")
    assert Restorer(made.tokens).restore(made.text or "") == text


CONDITIONAL = """policy: p
entities: [{name: PROJECT_CODE, regex: 'PRJ-[0-9]{6}', context: [ticket]}]
prompt: {entities: {PROJECT_CODE: block}}
when: [{id: a, apps: [x], prompt: {entities: {PROJECT_CODE: annotate, IBAN_CODE: block}}}]
"""


def test_a_guard_holds_for_a_request_what_its_conditions_say(tmp_path: Path):
    (tmp_path / "p.yaml").write_text(CONDITIONAL)
    made = Guard.load(tmp_path / "p.yaml", key=KEY)
    there = made.under(Context(app="x"))
    code, account = "see prj-123456", "pay to GB82 WEST 1234 5698 7654 32"
    assert made.check(code).verdict.rules == ("prompt.entities.PROJECT_CODE",)
    assert there.check(code).verdict.rules == ("when.a.prompt.entities.PROJECT_CODE",)
    # what only a condition names is found, and acted on only where it holds
    assert made.check(account).verdict.action is Action.ALLOW
    assert there.check(account).verdict.rules == ("when.a.prompt.entities.IBAN_CODE",)
    assert made.under(Context(app="y")) is made
    assert there.policy.version == made.policy.version


def test_a_guard_is_relaxed_by_what_is_in_force(tmp_path: Path):
    (tmp_path / "p.yaml").write_text(CONDITIONAL)
    made = Guard.load(tmp_path / "p.yaml", key=KEY)
    relief = Relief("0123456789", frozenset({"PROJECT_CODE"}), Action.ANNOTATE)
    held = made.under(Context(), [relief]).check("see PRJ-123456").verdict
    assert (held.action, held.rules) == (Action.ANNOTATE, ("prompt.entities.PROJECT_CODE~01234567",))


def test_a_policy_is_held_to_a_floor_that_it_does_not_extend(tmp_path: Path):
    (tmp_path / "floor.yaml").write_text(
        "policy: f\nprompt: {entities: {US_SSN: {action: block, floor: true}}}\n"
    )
    (tmp_path / "p.yaml").write_text("policy: p\nprompt: {entities: {US_SSN: allow}}\n")
    assert load_policy(tmp_path / "p.yaml").id == "p"
    with pytest.raises(PolicyError, match=r"p\.yaml:2: prompt.entities.US_SSN: allow is weaker than block"):
        load_policy(tmp_path / "p.yaml", floor=tmp_path / "floor.yaml")


def test_a_topic_that_cannot_be_told_apart_is_a_mistake_of_the_policy(tmp_path: Path):
    same = "[We sell boxes., We sell large boxes., We sell small boxes.]"
    (tmp_path / "p.yaml").write_text(
        f"policy: p\ntopics:\n - {{id: t, action: block, examples: {same}, not: {same}}}\n"
    )
    with pytest.raises(PolicyError, match=r"p\.yaml:3: topics\.0\.") as refused:
        load_policy(tmp_path / "p.yaml")
    assert "boxes" not in str(refused.value)

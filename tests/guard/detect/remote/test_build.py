"""From policy to findings, each kind over a real connection."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from moderator import Reply, Seen, Service
from package import install

from guard import Direction, Guard
from guard.detect.remote.build import line, offer
from guard.errors import ConfigError
from guard.plugged import Plugged, PluggedKind
from guard.types import Category, NotRun, Reason, Severity, Text

Serve = Callable[..., Service]
KEY = "opensesame"


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Guard]:
    """Load a policy with one further detector and rules for what it may find."""

    def make(detector: str, rules: str = "", more: str = "") -> Guard:
        path = tmp_path / "p.yaml"
        path.write_text(f"policy: p\n{rules}\ndetectors: [{{name: ours, {detector}}}]\n{more}", "utf-8")
        return Guard.load(path)

    return make


HARM = "prompt: {categories: {'*': {annotate: low, block: high}}}"


def openai(seen: Seen) -> Reply:
    names = ("hate", "sexual/minors")
    results = [
        {
            "flagged": "bad" in text,
            "categories": dict.fromkeys(names, False),
            "category_scores": dict.fromkeys(names, 0.0),
        }
        for text in seen.body["input"]
    ]
    for text, result in zip(seen.body["input"], results, strict=True):
        if "bad" in text:
            result["categories"]["hate"], result["category_scores"]["hate"] = True, 0.9
    return Reply({"id": "m", "model": "m", "results": results})


def azure(seen: Seen) -> Reply:
    level = 6 if "bad" in seen.body["text"] else 0
    names = ("Hate", "SelfHarm", "Sexual", "Violence")
    return Reply({"categoriesAnalysis": [{"category": each, "severity": level} for each in names]})


def llama(seen: Seen) -> Reply:
    said = "unsafe\nS10" if "bad" in seen.body["messages"][-1]["content"] else "safe"
    return Reply({"choices": [{"message": {"role": "assistant", "content": said}}]})


@pytest.mark.parametrize(
    ("kind", "respond", "header", "value", "calls"),
    [
        ("openai-moderation", openai, "authorization", f"Bearer {KEY}", 1),
        ("azure-text-analyze", azure, "ocp-apim-subscription-key", KEY, 3),
        ("llama-guard, model: g", llama, "authorization", f"Bearer {KEY}", 3),
    ],
)
def test_moderation_services(
    serve: Serve,
    load: Callable[..., Guard],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    respond: Callable[[Seen], Reply],
    header: str,
    value: str,
    calls: int,
):
    service = serve(respond)
    monkeypatch.setenv("OUR_KEY", KEY)
    guard = load(f"kind: {kind}, url: '{service.url}/x?v=1', key_env: OUR_KEY, timeout_ms: 30000", HARM)
    made = guard.screen([Text("", each) for each in ("fine", "bad", "fine too")], Direction.PROMPT)
    assert made.not_run == ()
    assert made.severities["hate"] is Severity.HIGH
    assert made.rules[0].startswith("prompt.categories.")
    assert {each.finding.text for each in made.verdict.decisions if each.finding.detector == "ours"} == {1}
    assert [seen.path for seen in service.seen] == ["/x?v=1"] * calls
    assert {seen.headers[header] for seen in service.seen} == {value}
    assert KEY not in repr(guard) + repr(guard.lines["ours"])


def test_a_presidio_elsewhere(serve: Serve, load: Callable[..., Guard]):
    def respond(seen: Seen) -> Reply:
        at = seen.body["text"].find("Falcon")
        found = {"entity_type": "PROJECT", "start": at, "end": at + 6, "score": 0.9}
        return Reply([found] if at >= 0 else [])

    service = serve(respond)
    guard = load(
        f"kind: presidio-analyzer, url: '{service.url}/analyze', language: de, labels: [PROJECT]",
        "prompt: {entities: {PROJECT: redact}}",
    )
    assert guard.check("\U0001f600 Falcon fliegt").text == "\U0001f600 <PROJECT> fliegt"
    assert service.seen[0].body == {
        "text": "\U0001f600 Falcon fliegt",
        "language": "de",
        "entities": ["PROJECT"],
    }
    assert "authorization" not in service.seen[0].headers


def test_a_python_package(load: Callable[..., Guard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source = (
        "class Found:\n"
        "    labels = ('colour',)\n"
        "    def detect(self, texts, direction):\n"
        "        return [[{'label': 'colour', 'start': 0, 'end': 3}] if 'red' in each else [] for each in texts]\n"
    )
    install(tmp_path / "site", monkeypatch, "colours_e2e", source, e2e="Found")
    rules = "prompt: {entities: {COLOUR: redact}}"
    guard = load("kind: python, entry_point: e2e, map: {colour: COLOUR}", rules)
    assert guard.check("red roses").text == "<COLOUR> roses"
    assert guard.check("violets").text == "violets"
    assert offer(guard.policy.plugged[0]).version == "colours_e2e==1.2"


def test_no_text_goes_where_no_rule_needs_it(serve: Serve, load: Callable[..., Guard]):
    service = serve(openai)
    where = f"kind: openai-moderation, url: '{service.url}'"
    guard = load(where, HARM)
    guard.check("bad", "completion")
    assert service.seen == []
    one_way = load(
        f"{where}, directions: [completion]", f"{HARM}\ncompletion: {{categories: {{hate: {{block: low}}}}}}"
    )
    one_way.check("bad")
    assert service.seen == []
    assert one_way.check("bad", "completion").blocked
    assert len(service.seen) == 1


def test_further_readings_are_not_sent(serve: Serve, load: Callable[..., Guard]):
    service = serve(openai)
    value = "Ｆｕｌｌ ｗｉｄｔｈ and aGVsbG8gdGhlcmUsIHdvcmxk"
    load(f"kind: openai-moderation, url: '{service.url}'", HARM).check(value)
    assert [seen.body["input"] for seen in service.seen] == [[value]]


@pytest.mark.parametrize(
    ("own", "policys", "blocked"),
    [
        ("", "", True),
        (", on_not_run: allow", "", False),
        (", on_not_run: allow", "on_not_run: {ours: block}", False),
        (", on_not_run: block", "on_not_run: allow", True),
        ("", "on_not_run: {default: block, ours: allow}", False),
    ],
)
@pytest.mark.parametrize("reply", [Reply({}, 500), Reply({"results": []})], ids=["500", "nonsense"])
def test_the_policy_decides_what_not_running_means(
    serve: Serve, load: Callable[..., Guard], reply: Reply, own: str, policys: str, blocked: bool
):
    service = serve(lambda _: reply)
    guard = load(f"kind: openai-moderation, url: '{service.url}'{own}", HARM, policys)
    made = guard.check("fine")
    assert made.not_run == (NotRun("ours", Reason.ERROR, 0),)
    assert made.blocked == blocked
    assert made.rules == ("on_not_run.ours",)


def test_what_is_remembered_is_not_asked_again_and_a_gap_is_not_remembered(
    serve: Serve, load: Callable[..., Guard]
):
    down = [True]
    service = serve(lambda seen: Reply({}, 500) if down[0] else openai(seen))
    guard = load(f"kind: openai-moderation, url: '{service.url}'", HARM)
    assert guard.check("fine").not_run
    down[0] = False
    for _ in range(3):
        assert guard.check("fine").not_run == ()
    assert len(service.seen) == 2


def plugged(kind: PluggedKind, **said: Any) -> Plugged:
    return Plugged("ours", kind, url="http://127.0.0.1:9/", **said)


def test_what_each_kind_may_find_is_known_without_a_call():
    ours = frozenset(map(str, Category))
    assert offer(plugged(PluggedKind.HTTP, labels=("A",), mapping={"b": "hate"})).labels == {"A", "hate"}
    assert offer(plugged(PluggedKind.OPENAI_MODERATION)).labels == ours - {"prompt_attack"}
    assert offer(plugged(PluggedKind.AZURE_TEXT_ANALYZE)).labels == {
        "hate",
        "self_harm",
        "sexual",
        "violence",
    }
    assert {"ELECTIONS", "sexual/minors"} <= offer(plugged(PluggedKind.LLAMA_GUARD, model="m")).labels
    everything = offer(plugged(PluggedKind.PRESIDIO_ANALYZER)).labels
    assert {"PERSON", "US_SSN"} <= everything
    renamed = offer(plugged(PluggedKind.AZURE_TEXT_ANALYZE, mapping={"Hate": "harassment"})).labels
    assert renamed == {"harassment", "self_harm", "sexual", "violence"}


@pytest.mark.parametrize("value", [None, "", " ", "two words", "canary\u00e9", "a\nb", "canary\x00"])
def test_a_key_that_is_none_is_told_without_it(
    value: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    path = tmp_path / "key"
    if value is not None:
        path.write_text(value, encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"detector `ours`: key_file: .*key: expected a key of one line"
    ) as raised:
        line(plugged(PluggedKind.OPENAI_MODERATION, key_file=path))
    assert "canary" not in str(raised.value)
    monkeypatch.delenv("OUR_KEY", raising=False)
    if value is not None and "\x00" not in value:
        monkeypatch.setenv("OUR_KEY", value)
    with pytest.raises(ConfigError) as raised:
        line(plugged(PluggedKind.OPENAI_MODERATION, key_env="OUR_KEY"))
    assert str(raised.value) == (
        "detector `ours`: key_env: expected a variable that is set to a key of one line without spaces"
    )


def test_a_key_may_lie_in_a_file(serve: Serve, load: Callable[..., Guard], tmp_path: Path):
    service = serve(openai)
    (tmp_path / "key").write_text(f"{KEY}\n")
    load(f"kind: openai-moderation, url: '{service.url}', key_file: key", HARM).check("fine")
    assert service.seen[0].headers["authorization"] == f"Bearer {KEY}"

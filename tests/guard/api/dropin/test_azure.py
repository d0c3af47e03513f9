"""Azure AI Content Safety's text analysis: categories, severities, blocklists. Client: tests/conformance."""

from typing import Any

import pytest

from guard.api.dropin.azure import CATEGORIES
from guard.types import Category

PATH = "/contentsafety/text:analyze?api-version=2024-09-01"
THREAT = "I am going to kill you"


def test_severities_of_all_categories(call_default: Any) -> None:
    sent = call_default(PATH, {"text": THREAT})
    assert sent.status == 200
    assert sent.body["blocklistsMatch"] == []
    by_name = {each["category"]: each["severity"] for each in sent.body["categoriesAnalysis"]}
    assert list(by_name) == ["Hate", "Sexual", "SelfHarm", "Violence"]
    assert by_name["Violence"] == 6
    assert (by_name["Sexual"], by_name["SelfHarm"]) == (0, 0)
    assert sent.headers["x-guard-action"] == "block"
    assert len(sent.headers["x-guard-record"]) == 32


def test_only_the_categories_asked_for_on_either_scale(call_default: Any) -> None:
    for scale in ("FourSeverityLevels", "EightSeverityLevels"):
        body = {"text": THREAT, "categories": ["Violence", "Violence"], "outputType": scale}
        sent = call_default(PATH, body)
        assert sent.body["categoriesAnalysis"] == [{"category": "Violence", "severity": 6}]


def test_clean_text_is_safe_and_leaves_no_record(call_default: Any) -> None:
    sent = call_default(PATH, {"text": "The weather is fine today."})
    assert {each["severity"] for each in sent.body["categoriesAnalysis"]} == {0}
    assert "x-guard-record" not in sent.headers


def test_word_lists_are_blocklists_and_their_words_are_not_told(call: Any) -> None:
    text = "ask Bluebird and bluebird, not greenfinch"
    sent = call(PATH, {"text": text, "blocklistNames": ["codenames"]})
    (match,) = sent.body["blocklistsMatch"]
    assert (match["blocklistName"], match["blocklistItemText"]) == ("codenames", "")
    assert len(match["blocklistItemId"]) == 20
    assert "ird" not in sent.text
    both = call(PATH, {"text": text, "blocklistNames": ["codenames", "soft"], "haltOnBlocklistHit": True})
    assert [each["blocklistName"] for each in both.body["blocklistsMatch"]] == ["codenames", "soft"]
    assert both.body["categoriesAnalysis"] == []
    none = call(PATH, {"text": text})
    assert (none.body["blocklistsMatch"], none.headers["x-guard-action"]) == ([], "block")


def test_halting_needs_a_hit(call_default: Any) -> None:
    sent = call_default(PATH, {"text": THREAT, "haltOnBlocklistHit": True})
    assert len(sent.body["categoriesAnalysis"]) == 4


@pytest.mark.parametrize(
    ("path", "body", "status", "place"),
    [
        ("/contentsafety/text:analyze", {"text": "a"}, 400, "api-version"),
        ("/contentsafety/text:analyze?api-version=zebra", {"text": "a"}, 400, "api-version"),
        (PATH, {}, 400, "text"),
        (PATH, {"text": ""}, 400, "text"),
        (PATH, {"text": ["zebra"]}, 400, "text"),
        (PATH, {"text": "a", "categories": ["Zebra"]}, 400, "categories[0]"),
        (PATH, {"text": "a", "outputType": "Zebra"}, 400, "outputType"),
        (PATH, {"text": "a", "blocklistNames": ["codenames", "zebra"]}, 404, "blocklistNames[1]"),
        # No severity is better than a made-up one: this policy looks for no harm at all.
        (PATH, {"text": "a", "categories": ["Hate"]}, 400, "categories[0]"),
    ],
)
def test_bad_input(call: Any, path: str, body: dict[str, Any], status: int, place: str) -> None:
    sent = call(path, body)
    assert sent.status == status
    assert set(sent.body["error"]) == {"code", "message"}
    assert sent.body["error"]["message"].startswith(place)
    assert "zebra" not in sent.text.lower()


def test_a_policy_that_looks_for_no_harm_tells_of_none(call: Any) -> None:
    assert call(PATH, {"text": THREAT}).body["categoriesAnalysis"] == []


def test_what_azure_has_no_word_for_is_left_out_knowingly() -> None:
    mapped = {each for some in CATEGORIES.values() for each in some}
    assert set(Category) - mapped == {Category.ILLICIT, Category.PROMPT_ATTACK}

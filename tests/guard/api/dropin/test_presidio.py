"""Presidio's analyzer: what is told, where it is, what a request may ask for."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = "😀 mail jane@example.org or call +1 415 555 0132"


def found(results: list[dict[str, Any]], text: str) -> list[tuple[str, str]]:
    return [(each["entity_type"], text[each["start"] : each["end"]]) for each in results]


def test_what_the_policy_acts_on_is_told_with_offsets_in_code_points(call: Any) -> None:
    sent = call("/analyze", {"text": TEXT, "language": "en"})
    assert sent.status == 200
    assert found(sent.body, TEXT) == [
        ("EMAIL_ADDRESS", "jane@example.org"),
        ("PHONE_NUMBER", "+1 415 555 0132"),
    ]
    assert set(sent.body[0]) == {"analysis_explanation", "end", "entity_type", "score", "start"}
    assert sent.headers["x-guard-action"] == "redact"
    assert len(sent.headers["x-guard-record"]) == 32


def test_clean_text_leaves_no_record(call: Any) -> None:
    sent = call("/analyze", {"text": "hello", "language": "en"})
    assert (sent.status, sent.body, sent.headers["x-guard-action"]) == (200, [], "allow")
    assert "x-guard-record" not in sent.headers


def test_a_list_of_texts_gives_a_list_of_lists(call: Any) -> None:
    sent = call("/analyze", {"text": ["", "to jane@example.org", "hi"], "language": "en"})
    assert [len(each) for each in sent.body] == [0, 1, 0]
    assert found(sent.body[1], "to jane@example.org") == [("EMAIL_ADDRESS", "jane@example.org")]


def test_named_entities_are_told_whatever_the_policy_does_with_them(call: Any) -> None:
    text = "jane@example.org sees https://www.example.org with 4111 1111 1111 1111"
    sent = call("/analyze", {"text": text, "language": "en", "entities": ["URL"]})
    assert ("URL", "https://www.example.org") in found(sent.body, text)
    assert {each["entity_type"] for each in sent.body} == {"URL"}
    # The policy's own verdict is not what was asked for.
    assert sent.headers["x-guard-action"] == "block"


def test_entities_beyond_the_policy_are_found_when_named(call: Any) -> None:
    text = "host 10.0.0.1"
    assert call("/analyze", {"text": text, "language": "en"}).body == []
    sent = call("/analyze", {"text": text, "language": "en", "entities": ["IP_ADDRESS"]})
    assert found(sent.body, text) == [("IP_ADDRESS", "10.0.0.1")]
    assert sent.headers["x-guard-action"] == "allow"


def test_words_and_refused_harm_have_names_too(call: Any, call_default: Any) -> None:
    text = "we call it bluebird"
    assert found(call("/analyze", {"text": text}).body, text) == [("CODENAMES", "bluebird")]
    threat = "I am going to kill you"
    assert ("VIOLENCE", threat) in found(call_default("/analyze", {"text": threat}).body, threat)
    named = call_default("/analyze", {"text": threat, "entities": ["VIOLENCE"]})
    assert found(named.body, threat) == [("VIOLENCE", threat)]
    other = call_default("/analyze", {"text": threat, "entities": ["EMAIL_ADDRESS"]})
    assert (other.body, other.headers["x-guard-action"]) == ([], "block")


def test_the_threshold_of_a_request_counts(call: Any) -> None:
    assert len(call("/analyze", {"text": TEXT, "score_threshold": 0.9}).body) == 1
    assert len(call("/analyze", {"text": TEXT, "score_threshold": 0}).body) >= 2


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"allow_list": ["jane@example.org"]}, 1),
        ({"allow_list": ["Jane@example.org"]}, 2),
        ({"allow_list": ["example"], "allow_list_match": "exact"}, 2),
        ({"allow_list": ["EXAMPLE"], "allow_list_match": "regex"}, 1),
        ({"allow_list": ["EXAMPLE"], "allow_list_match": "regex", "regex_flags": 0}, 2),
        ({"allow_list": [], "allow_list_match": "regex"}, 2),
    ],
)
def test_the_allow_list_of_a_request_counts_for_the_answer_only(
    call: Any, more: dict[str, Any], kept: int
) -> None:
    sent = call("/analyze", {"text": TEXT, **more})
    assert len(sent.body) == kept
    assert sent.headers["x-guard-findings"] == "EMAIL_ADDRESS=1,PHONE_NUMBER=1"


def test_what_the_policy_allows_is_nobodys_secret(call: Any) -> None:
    text = "info@ours.example.org"
    assert call("/analyze", {"text": text}).body == []
    assert call("/analyze", {"text": text, "entities": ["EMAIL_ADDRESS"]}).body == []


def test_ad_hoc_recognisers_add_to_the_answer(call: Any) -> None:
    text = "zip 12345, mail jane@example.org"
    zips = {
        "name": "Zip",
        "supported_language": "en",
        "supported_entity": "ZIP",
        "patterns": [{"name": "zip", "regex": r"(\b\d{5}\b)", "score": 0.01}],
        "context": ["zip"],
    }
    sent = call("/analyze", {"text": text, "ad_hoc_recognizers": [zips]})
    assert found(sent.body, text) == [("ZIP", "12345"), ("EMAIL_ADDRESS", "jane@example.org")]
    assert sent.body[0]["score"] == 0.4
    assert sent.headers["x-guard-findings"] == "EMAIL_ADDRESS=1"
    only = call("/analyze", {"text": text, "ad_hoc_recognizers": [zips], "entities": ["EMAIL_ADDRESS"]})
    assert found(only.body, text) == [("EMAIL_ADDRESS", "jane@example.org")]


def test_context_words_of_a_request_count_as_words_before_a_value(call: Any) -> None:
    asked = {"text": "it is 111-22-3333", "entities": ["US_SSN"], "score_threshold": 0}
    weak = call("/analyze", asked).body
    strong = call("/analyze", {**asked, "context": ["social", "security", "a/b~c"]}).body
    best = [max((each["score"] for each in some), default=0.0) for some in (weak, strong)]
    assert best[0] < best[1]


def test_lists_of_what_there_is(call: Any) -> None:
    entities = call("/supportedentities?language=es", method="GET").body
    assert {"EMAIL_ADDRESS", "US_SSN", "PERSON", "CODENAMES"} <= set(entities)
    assert "NOT_SCANNABLE" not in entities
    names = call("/recognizers?language=en", method="GET").body
    assert "presidio/PhoneRecognizer" in names
    assert call("/health", method="GET", key="").text == "Presidio Analyzer service is up"


def test_the_header_chooses_the_half_of_the_policy(call: Any) -> None:
    sent = call("/analyze", {"text": TEXT}, headers={"x-guard-direction": "completion"})
    assert found(sent.body, TEXT) == [("EMAIL_ADDRESS", "jane@example.org")]


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no text", {"language": "en"}, "text"),
    ("empty", {"text": ""}, "text"),
    ("empty list", {"text": []}, "text"),
    ("list of empties", {"text": ["", ""]}, "text"),
    ("a number", {"text": 3}, "text"),
    ("list of numbers", {"text": [3]}, "text"),
    ("too many", {"text": ["a"] * 1025}, "text"),
    ("unknown entity", {"text": "a", "entities": ["EMAIL_ADDRESS", "ZEBRA"]}, "entities[1]"),
    ("pictures", {"text": "a", "entities": ["NOT_SCANNABLE"]}, "entities[0]"),
    ("entities a string", {"text": "a", "entities": "EMAIL_ADDRESS"}, "entities"),
    ("threshold", {"text": "a", "score_threshold": 3}, "score_threshold"),
    ("match", {"text": "a", "allow_list": ["a"], "allow_list_match": "zebra"}, "allow_list_match"),
    (
        "allow regex",
        {"text": "a", "allow_list": ["a", "(?=zebra)"], "allow_list_match": "regex"},
        "allow_list[1]",
    ),
    (
        "recogniser",
        {"text": "a", "ad_hoc_recognizers": [{"name": "zebra"}]},
        "ad_hoc_recognizers[0].supported_entity",
    ),
    (
        "regex",
        {
            "text": "a",
            "ad_hoc_recognizers": [
                {"supported_entity": "Z", "patterns": [{"regex": "(?=zebra)", "score": 1}]}
            ],
        },
        "ad_hoc_recognizers[0].patterns[0].regex",
    ),
    (
        "score",
        {
            "text": "a",
            "ad_hoc_recognizers": [{"supported_entity": "Z", "patterns": [{"regex": "a", "score": 7}]}],
        },
        "ad_hoc_recognizers[0].patterns[0].score",
    ),
]


@pytest.mark.parametrize(("body", "place"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_bad_input_is_a_400_that_names_the_place(call: Any, body: dict[str, Any], place: str) -> None:
    sent = call("/analyze", body)
    assert sent.status == 400
    assert list(sent.body) == ["error"]
    assert sent.body["error"].startswith(f"{place}:")
    assert "zebra" not in sent.text.lower()


def test_a_wrong_direction_is_refused(call: Any) -> None:
    sent = call("/analyze", {"text": "a"}, headers={"x-guard-direction": "sideways"})
    assert (sent.status, "sideways" in sent.text) == (400, False)


class Broken:
    """A recogniser that breaks down."""

    name = "broken"
    supported_entities = ("BROKEN",)

    def analyze(self, *_: Any) -> list[Any]:
        raise RuntimeError


@pytest.mark.parametrize(("rule", "status"), [("block", 503), ("allow", 200)])
def test_what_did_not_run_is_never_clean(start: Callable[..., Any], rule: str, status: int) -> None:
    policy = f"policy: gaps\non_not_run: {rule}\nprompt: {{entities: {{BROKEN: redact}}}}\n"
    call = start(policy, recognisers=[Broken()])
    sent = call("/analyze", {"text": "hello"})
    assert sent.status == status
    if status == 200:
        assert sent.headers["x-guard-not-run"] == "custom/broken=error"
    else:
        assert "error" in sent.body


PIECES = ["😀", "é", "\u200d", "漢字", " ", "\n", "𝔘", "x", "."]
VALUES = ["jane@example.org", "+1 415 555 0132", "max.muster@example.com"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*PIECES, *(f" {value} " for value in VALUES)]), min_size=1, max_size=25))
def test_offsets_slice_the_text_to_what_was_found(call: Any, pieces: list[str]) -> None:
    text = "".join(pieces)
    results = call("/analyze", {"text": text}).body
    mails = sorted(value for kind, value in found(results, text) if kind == "EMAIL_ADDRESS")
    assert mails == sorted(re.findall(r"jane@example\.org|max\.muster@example\.com", text))
    phones = [value for kind, value in found(results, text) if kind == "PHONE_NUMBER"]
    assert all(value == "+1 415 555 0132" for value in phones)
    done = call("/anonymize", {"text": text, "analyzer_results": results})
    assert done.status == 200
    assert not any(value in done.body["text"] for value in VALUES if value != "+1 415 555 0132")
    for item in done.body["items"]:
        assert done.body["text"][item["start"] : item["end"]] == item["text"]

"""LLM Guard's API: masked is valid, refused is not, and no caller switches anything off."""

from typing import Any

import pytest

from guard.api.dropin.llmguard import scanner
from guard.types import Category, Direction

MAIL = "mail jane@example.org"


def test_a_masked_prompt_is_valid(call: Any) -> None:
    sent = call("/analyze/prompt", {"prompt": MAIL})
    assert sent.status == 200
    assert sent.body["is_valid"] is True
    assert sent.body["sanitized_prompt"].startswith("mail <EMAIL_ADDRESS_")
    assert sent.body["scanners"] == {"Anonymize": 1.0, "BanSubstrings": -1.0}
    assert sent.headers["x-guard-action"] == "redact"


def test_a_refused_prompt_is_not_and_comes_back_empty(call: Any) -> None:
    sent = call("/analyze/prompt", {"prompt": "bluebird"})
    assert (sent.body["is_valid"], sent.body["sanitized_prompt"]) == (False, "")
    assert sent.body["scanners"]["BanSubstrings"] == 1.0


def test_suppressing_scanners_is_not_obeyed(call: Any) -> None:
    for name in ("BanSubstrings", "Anonymize", "zebra"):
        sent = call("/analyze/prompt", {"prompt": f"bluebird {MAIL}", "scanners_suppress": [name]})
        assert sent.body["is_valid"] is False
        assert sent.body["scanners"] == {"Anonymize": 1.0, "BanSubstrings": 1.0}


def test_an_output_is_screened_as_a_completion(call: Any) -> None:
    sent = call("/analyze/output", {"prompt": "bluebird", "output": f"{MAIL} or +1 415 555 0132"})
    assert sent.body["sanitized_output"] == "mail <EMAIL_ADDRESS> or +1 415 555 0132"
    assert sent.body["scanners"]["Sensitive"] == 1.0
    assert sent.body["is_valid"] is True


def test_scans_give_no_text(call: Any) -> None:
    assert set(call("/scan/prompt", {"prompt": MAIL}).body) == {"is_valid", "scanners"}
    assert set(call("/scan/output", {"prompt": "", "output": MAIL}).body) == {"is_valid", "scanners"}


def test_harm_and_secrets_have_scanners_of_their_own(call_default: Any) -> None:
    sent = call_default("/scan/prompt", {"prompt": "I am going to kill you"})
    assert sent.body["is_valid"] is False
    assert sent.body["scanners"]["Toxicity"] > 0.5
    assert sent.body["scanners"]["Secrets"] == sent.body["scanners"]["PromptInjection"] == -1.0


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("words:x", "BanSubstrings"),
        (Category.PROMPT_ATTACK, "PromptInjection"),
        (Category.SEXUAL_MINORS, "Toxicity"),
        ("AWS_ACCESS_KEY", "Secrets"),
        ("PERSON", "Anonymize"),
    ],
)
def test_scanners(label: str, name: str) -> None:
    assert scanner(label, Direction.PROMPT) == name


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/analyze/prompt", {}, "prompt"),
        ("/analyze/prompt", {"prompt": ["zebra"]}, "prompt"),
        ("/scan/prompt", {"prompt": None}, "prompt"),
        ("/analyze/output", {"prompt": "zebra"}, "output"),
        ("/scan/output", {"output": "zebra"}, "prompt"),
    ],
)
def test_bad_input_is_a_422(call: Any, path: str, body: dict[str, Any], place: str) -> None:
    sent = call(path, body)
    assert (sent.status, sent.body["message"]) == (422, "Validation failed")
    assert sent.body["details"][0]["loc"] == ["body", place]
    assert "zebra" not in sent.text


def test_a_wrong_key(call: Any) -> None:
    sent = call("/analyze/prompt", {"prompt": MAIL}, key="zebra")
    assert (sent.status, sent.body) == (401, {"message": "Invalid API key", "details": None})

"""Chat models that say safe, or unsafe and why."""

from typing import Any

import pytest
from openai.types.chat import ChatCompletion

from guard.detect.remote.adapter import Answer, Found, Nonsense
from guard.detect.remote.llama_guard import LlamaGuard
from guard.types import Category, Direction


def reply(content: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
    }


def read(content: Any) -> Answer:
    (answer,) = LlamaGuard("m").answers(reply(content), ["a"])
    return answer


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("safe", []),
        ("\n\nsafe\n", []),
        ("unsafe\nS1", ["S1"]),
        ("\n\nunsafe\nS1,S10", ["S1", "S10"]),
        ("unsafe\n S2 , S14 ", ["S2", "S14"]),
        ("unsafe\nS99", ["S99"]),
    ],
)
def test_what_it_may_say(content: str, codes: list[str]):
    ChatCompletion.model_validate(reply(content))
    assert read(content) == Answer(tuple(Found(code) for code in codes))


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "unsafe",
        "unsafe\n",
        "unsafe\nhate",
        "unsafe\nS1,",
        "unsafe\nS1 S2",
        "unsafeS1",
        "safe\nS1",
        "safe unsafe\nS1",
        "Safe",
        "I cannot assess this.",
        "The text is safe",
        "S1",
        "unsafe\nS\u0661",
        "unsafe\n" + ",".join(["S1"] * 200),
        [{"type": "text", "text": "safe"}],
    ],
)
def test_anything_else_is_nonsense(content: Any):
    with pytest.raises(Nonsense):
        read(content)


@pytest.mark.parametrize(
    "bad",
    [None, {}, {"choices": []}, {"choices": [None]}, {"choices": [{"message": None}]}, {"choices": "safe"}],
)
def test_a_reply_of_another_shape_is_nonsense(bad: Any):
    with pytest.raises(Nonsense):
        LlamaGuard("m").answers(bad, ["a"])


def test_the_last_turn_is_what_is_asked_about():
    prompt = LlamaGuard("m").question(["a"], Direction.PROMPT)
    assert (prompt["model"], prompt["temperature"]) == ("m", 0)
    assert prompt["messages"] == [{"role": "user", "content": "a"}]
    completion = LlamaGuard("m").question(["a"], Direction.COMPLETION)["messages"]
    assert [turn["role"] for turn in completion] == ["user", "assistant"]
    assert completion[-1]["content"] == "a"


def test_all_hazards_have_a_name_here():
    assert set(LlamaGuard.vocabulary) == {f"S{at}" for at in range(1, 15)}
    assert LlamaGuard.vocabulary["S4"] is Category.SEXUAL_MINORS

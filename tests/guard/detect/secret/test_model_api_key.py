"""Keys of model providers: random, unlike words joined by hyphens."""

from collections.abc import Callable

import pytest

from guard.detect.secret.model_api_key import MODEL_API_KEY

Values = Callable[..., list[str]]
KEYS = (
    "sk-" + "proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8t",
    "sk-" + "ant-api03-" + "R2D2c3poBB8_x-yZ" * 5,
    "sk-" + "1234567890ABCDEFGHIJ",
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["{}", "OPENAI_API_KEY={}", "Bearer {}", '"{}"', "({})"])
def test_found(values: Values, key: str, around: str):
    assert values(MODEL_API_KEY, around.format(key)) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "sk-button-primary-large-outline",
        "sk-Button-Primary-Large-Outline",
        "sk-grid-12-columns-with-gutter",
        "the task-Force2024-meeting-notes-are-here",
        "sk-Short1",
        "SK-1234567890ABCDEFGHIJ",
        "sk_1234567890ABCDEFGHIJ",
        "locale sk-SK",
        "sk- 1234567890ABCDEFGHIJ",
        "disk-A1b2C3d4E5f6G7h8I9j0K1",
    ],
)
def test_not_found(values: Values, text: str):
    assert values(MODEL_API_KEY, text) == []

"""Official clients against the stand-in."""

from collections.abc import Callable
from typing import Any

import anthropic
import openai
import pytest

from guard.standin import standin


@pytest.fixture
def client(serve: Callable[..., Any]) -> Any:
    with openai.OpenAI(base_url=f"{serve(standin).url}/v1", api_key="x", max_retries=0) as made:
        yield made


@pytest.fixture
def claude(serve: Callable[..., Any]) -> Any:
    with anthropic.Anthropic(base_url=serve(standin).url, api_key="x", max_retries=0) as made:
        yield made

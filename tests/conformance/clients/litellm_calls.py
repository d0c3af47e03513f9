"""LiteLLM's SDK, as its documentation uses it."""

import asyncio
from typing import Any

import litellm

litellm.telemetry = False
litellm.suppress_debug_info = True


def _where(url: str, api: str) -> dict[str, Any]:
    base = url if api == "anthropic" else f"{url}/v1"
    return {"model": f"{api}/test-model", "api_base": base, "api_key": "test", "max_retries": 0}


def _said(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def _completion(url: str, api: str, text: str) -> Any:
    reply = litellm.completion(**_where(url, api), messages=_said(text))
    choice = reply.choices[0]
    calls = choice.message.tool_calls or ()
    return {
        "text": choice.message.content,
        "finish": choice.finish_reason,
        "arguments": [each.function.arguments for each in calls],
    }


def _acompletion(url: str, api: str, text: str) -> Any:
    return (
        asyncio.run(litellm.acompletion(**_where(url, api), messages=_said(text))).choices[0].message.content
    )


def _stream(url: str, api: str, text: str) -> Any:
    chunks = list(litellm.completion(**_where(url, api), messages=_said(text), stream=True))
    pieces = [each.choices[0].delta.content or "" for each in chunks if each.choices]
    return {"pieces": pieces, "finish": chunks[-1].choices[0].finish_reason}


def _embedding(url: str, api: str, text: str) -> Any:
    return litellm.embedding(**_where(url, api), input=[text]).data[0]["embedding"]


ACTIONS = {
    "acompletion": _acompletion,
    "completion": _completion,
    "embedding": _embedding,
    "stream": _stream,
}

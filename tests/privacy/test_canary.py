"""A unique value in every string position of a chat request: none of them upstream, logged or on disk."""

import base64
import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from guard.wire import chat, jsontext

REQUEST: dict[str, Any] = {
    "model": "m",
    "messages": [
        {"role": "developer", "content": "s", "name": "s"},
        {"role": "system", "content": [{"type": "text", "text": "s"}]},
        {
            "role": "user",
            "name": "s",
            "content": [
                {"type": "text", "text": "s"},
                {"type": "image_url", "image_url": {"url": "https://example.org/s", "detail": "low"}},
                {"type": "input_audio", "input_audio": {"data": "s!", "format": "wav"}},
                {"type": "file", "file": {"file_id": "f", "filename": "s", "file_data": "s!"}},
                {"type": "refusal", "refusal": "s"},
                {"type": "new_part", "new_field": "s", "deeper": {"list": ["s", {"x": "s"}]}},
            ],
        },
        {
            "role": "assistant",
            "content": "s",
            "refusal": "s",
            "audio": {"id": "a"},
            "reasoning_content": "s",
            "function_call": {"name": "s", "arguments": '{"a": "s", "b": ["s", {"c": "s"}]}'},
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "s", "arguments": '{"deep": "{\\"x\\": \\"s\\"}"}'},
                },
                {"id": "c2", "type": "custom", "custom": {"name": "s", "input": "s"}},
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "s"},
        {"role": "tool", "tool_call_id": "c2", "content": [{"type": "text", "text": '["s", {"k": "s"}]'}]},
        {"role": "function", "name": "s", "content": "s"},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "s",
                "description": "s",
                "strict": True,
                "parameters": {
                    "type": "object",
                    "properties": {"p": {"type": "string", "enum": ["s"], "description": "s"}},
                },
            },
        },
        {
            "type": "custom",
            "custom": {
                "name": "s",
                "description": "s",
                "format": {"type": "grammar", "grammar": {"definition": "s"}},
            },
        },
    ],
    "functions": [{"name": "s", "description": "s", "parameters": {"title": "s"}}],
    "tool_choice": {"type": "function", "function": {"name": "s"}},
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "s", "description": "s", "schema": {"title": "s"}},
    },
    "metadata": {"key": "s"},
    "user": "s",
    "safety_identifier": "s",
    "prompt_cache_key": "s",
    "stop": ["s", "s"],
    "prediction": {"type": "content", "content": [{"type": "text", "text": "s"}]},
    "web_search_options": {
        "search_context_size": "low",
        "user_location": {
            "type": "approximate",
            "approximate": {"city": "s", "country": "s", "region": "s", "timezone": "s"},
        },
    },
    "audio": {"voice": "alloy", "format": "wav"},
    "modalities": ["text"],
    "reasoning_effort": "low",
    "verbosity": "low",
    "service_tier": "auto",
    "some_new_field": {"nested": ["s"]},
}
Path_ = tuple[str | int, ...]


def positions(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every string, and every member name, of a document; strings of inner documents too."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from positions(value, (*path, name))
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from positions(value, (*path, at))
    elif isinstance(node, str):
        yield path


def put(request: dict[str, Any], path: Path_, value: str) -> dict[str, Any]:
    changed = copy.deepcopy(request)
    node: Any = changed
    for step in path[:-1]:
        node = node[step]
    old = node[path[-1]]
    # Inside a string that is a document itself, the value goes where the document has its strings.
    node[path[-1]] = old.replace("s", value) if old[:1] in "{[" else value
    return changed


def opaque(path: Path_) -> bool:
    pattern = "".join(f"/{'*' if isinstance(step, int) else step}" for step in path)
    return pattern in chat.REQUEST.opaque


ALL = list(positions(REQUEST))


def canary(number: int) -> str:
    return f"canary{number:04d}@leak.example.org"


def forms(value: str) -> list[bytes]:
    raw = value.encode()
    return [raw, base64.b64encode(raw)[:-4], raw.hex().encode(), raw.decode().encode("utf-16-le")]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(
        "policy: canary\nextends: [default]\n"
        "prompt: {entities: {NOT_SCANNABLE: annotate}}\ncompletion: {entities: {NOT_SCANNABLE: annotate}}\n"
    )
    return path


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_no_canary_leaves(
    sidecar: Callable[..., Any], provider: Any, policy: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = f"{sidecar(policy).url}/v1/chat/completions"
    assert len(ALL) > 60
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        for number, path in enumerate(ALL):
            async with session.post(url, json=put(REQUEST, path, canary(number))) as response:
                assert response.status == 200, (path, await response.text())
                assert canary(number) not in await response.text()
                assert not any(canary(number) in value for value in response.headers.values())
    logged = capfd.readouterr()
    everywhere = b"\n".join(provider.bodies) + on_disk(folder) + (logged.out + logged.err).encode()
    leaked = [
        path for number, path in enumerate(ALL) if any(form in everywhere for form in forms(canary(number)))
    ]
    assert leaked == []
    assert len(provider.bodies) == len(ALL)


async def test_the_search_can_find(
    sidecar: Callable[..., Any], provider: Any, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "open.yaml"
    path.write_text("policy: open\naudit: {record: none}\n")
    url = f"{sidecar(path).url}/v1/chat/completions"
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        await (await session.post(url, json=put(REQUEST, ("user",), canary(1)))).read()
    assert canary(1).encode() in b"\n".join(provider.bodies)


async def test_member_names_are_strings_too(sidecar: Callable[..., Any], provider: Any, policy: Path) -> None:
    url = f"{sidecar(policy).url}/v1/chat/completions"
    request = {**REQUEST, "metadata": {canary(1): "x"}, canary(2): 1}
    request["messages"] = [
        {"role": "tool", "tool_call_id": "c", "content": json.dumps({canary(3): {canary(4): 1}})}
    ]
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        response = await session.post(url, json=request)
        assert response.status == 200
    body = provider.bodies[-1].decode()
    assert not any(canary(number) in body for number in range(1, 5))
    assert json.loads(body)["messages"][0]["role"] == "tool"


def test_what_is_left_out_is_exactly_the_opaque_table() -> None:
    document = jsontext.read(json.dumps(REQUEST), chat.REQUEST)
    seen = {leaf.place for leaf in document.leaves}
    for path in ALL:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        known = "".join(
            f".{step}" for step in path if isinstance(step, str) and step not in chat.REQUEST.names
        )
        if not known:
            assert (place in seen) is not opaque(path), place


@pytest.mark.parametrize(
    "place", ["content", "refusal", "reasoning_content", "new_field", "tool", "name", "error"]
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_no_canary_comes_back(
    sidecar: Callable[..., Any],
    provider: Any,
    make_completion: Callable[..., Any],
    make_sse: Callable[..., Any],
    place: str,
    streamed: bool,
) -> None:
    value = canary(7)
    function = {"name": "f", "arguments": json.dumps({"x": value})}
    if place == "name":
        function = {"name": value, "arguments": "{}"}
    call = {"index": 0, "id": "c1", "type": "function", "function": function}
    more: dict[str, Any] = {place: value}
    if place in ("tool", "name"):
        more = {"tool_calls": [call]}
    text = more.pop("content", "Hi.")
    if streamed:
        provider.content_type = "text/event-stream"
        cut = [{"content": text[:9]}, {"content": text[9:]}]
        provider.chunks = make_sse(*cut, more, {"content": " Bye."})
        if place == "error":
            provider.chunks = [f"data: {json.dumps({'error': {'message': value}})}\n\n".encode()]
    else:
        provider.reply = make_completion(text, **more)
        if place == "error":
            provider.status = 400
            provider.reply = {"error": {"message": value, "type": "t", "param": value, "code": None}}
    request = {"model": "m", "stream": streamed, "messages": [{"role": "user", "content": "hello"}]}
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        response = await session.post(f"{sidecar().url}/v1/chat/completions", json=request)
        body = await response.text()
    assert value not in body
    assert "EMAIL_ADDRESS" in body

"""A FastAPI application behind GuardMiddleware."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import openai
import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse

from audit.store.sqlite import SqliteStore
from audit.trust import load_ring
from audit.verify import verify
from guard import ConfigError, GuardMiddleware

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
POLICY = Path(__file__).parents[2] / "policies" / "default.yaml"


class Seen:
    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.background = 0


def application(folder: Path, seen: Seen, **options: Any) -> FastAPI:
    app = FastAPI()
    app.add_middleware(GuardMiddleware, policy=POLICY, folder=folder, **options)

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Any:
        body = await request.json()
        seen.bodies.append(body)
        said = body["messages"][-1]["content"]
        if body.get("stream"):
            return StreamingResponse(_events(f"You said {said}."), media_type="text/event-stream")
        message = {"role": "assistant", "content": f"You said {said}"}
        return {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        }

    @app.post("/ask")
    async def ask(request: Request, tasks: BackgroundTasks) -> dict[str, str]:
        body = await request.json()
        seen.bodies.append(body)
        tasks.add_task(_later, seen)
        return {"answer": f"You said {body['question']}. Ask bob@example.com", "key": "x"}

    @app.post("/plain")
    async def plain() -> PlainTextResponse:
        return PlainTextResponse(f"write to {MAIL}")

    @app.post("/upload")
    async def upload(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @app.post("/crash")
    async def crash() -> None:
        raise RuntimeError("boom")

    @app.get("/page")
    async def page() -> dict[str, str]:
        return {"contact": MAIL}

    return app


async def _later(seen: Seen) -> None:
    await asyncio.sleep(0.05)
    seen.background += 1


async def _events(text: str) -> AsyncIterator[bytes]:
    for letter in text:
        choice = {"index": 0, "delta": {"content": letter}, "finish_reason": None}
        chunk = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        yield f"data: {json.dumps(chunk)}\n\n".encode()
    yield b"data: [DONE]\n\n"


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def url(serve: Callable[..., Any], folder: Path, seen: Seen) -> str:
    return str(serve(application(folder, seen, exclude=("/upload",))).url)


async def post(url: str, **more: Any) -> tuple[int, Any, Any]:
    async with aiohttp.ClientSession() as session, session.post(url, **more) as response:
        body = await response.read()
        kind = response.content_type
        return response.status, response.headers, json.loads(body) if kind == "application/json" else body


def test_openai_client_against_the_app(url: str, seen: Seen) -> None:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="x", max_retries=0) as client:
        messages: Any = [{"role": "user", "content": f"I am {MAIL}"}]
        reply = client.chat.completions.create(model="m", messages=messages)
        assert reply.choices[0].message.content == f"You said I am {MAIL}"
        assert MAIL not in json.dumps(seen.bodies)
        stream = client.chat.completions.create(model="m", messages=messages, stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert text == f"You said I am {MAIL}."
        with pytest.raises(openai.BadRequestError):
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": KEY}])
    assert len(seen.bodies) == 2


async def test_any_json_endpoint_is_screened_both_ways(url: str, seen: Seen) -> None:
    status, headers, body = await post(f"{url}/ask", json={"question": f"am I {MAIL}"})
    assert status == 200
    assert MAIL not in json.dumps(seen.bodies)
    assert body["answer"] == f"You said am I {MAIL}. Ask <EMAIL_ADDRESS>"
    assert headers["x-guard-action"] == "redact"


async def test_background_work_outlives_the_reply(url: str, seen: Seen) -> None:
    await post(f"{url}/ask", json={"question": "hi"})
    for _ in range(50):
        if seen.background:
            break
        await asyncio.sleep(0.02)
    assert seen.background == 1


async def test_block_and_record(url: str, seen: Seen, folder: Path) -> None:
    status, headers, body = await post(f"{url}/ask", json={"question": f"is it {KEY}"})
    assert (status, body["error"]["code"]) == (400, "content_filter")
    assert seen.bodies == []
    store = SqliteStore.read(folder / "audit.sqlite")
    flag, policy, ring, start = store.rows(10)
    assert flag.rid == headers["x-guard-record"]
    assert [each.kind for each in (flag, policy, ring, start)] == ["flag", "policy", "ring", "rotate"]
    store.close()
    assert load_ring(folder, 0).tenant == "default"
    assert verify(folder / "audit.sqlite").problems == ()


async def test_plain_text_replies_are_screened(url: str) -> None:
    status, _, body = await post(f"{url}/plain", json={})
    assert (status, body) == (200, b"write to <EMAIL_ADDRESS>")


async def test_other_bodies_are_refused_unless_excluded(url: str, seen: Seen) -> None:
    status, _, body = await post(f"{url}/ask", data=b"question=hello", headers={"content-type": "text/csv"})
    assert (status, body["error"]["code"]) == (400, "content_filter")
    assert "NOT_SCANNABLE" in body["error"]["message"]
    status, _, body = await post(f"{url}/upload", data=b"anything", headers={"content-type": "image/png"})
    assert (status, body) == (200, {"size": 8})
    assert seen.bodies == []


async def test_bodies_that_are_no_json_get_a_4xx(url: str) -> None:
    status, _, body = await post(f"{url}/ask", data=b"{", headers={"content-type": "application/json"})
    assert (status, body["error"]["code"]) == (400, "invalid_json")


async def test_crash_of_the_app_stays_its_own(url: str) -> None:
    status, _, _ = await post(f"{url}/crash", json={})
    assert status == 500


async def test_get_is_left_alone(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/page") as response:
        assert (await response.json())["contact"] == MAIL


def test_no_ring_no_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="audit keys new"):
        GuardMiddleware(FastAPI(), policy=POLICY, folder=tmp_path)

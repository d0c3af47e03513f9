"""The data path of one exchange, without a server around it."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from audit import receipts
from audit.errors import IntegrityError
from audit.store.sqlite import SqliteStore
from guard import Direction, Guard
from guard.errors import UpstreamError
from guard.exchange import Refused
from guard.forward import Reply, Request
from guard.place import STORE, open_service
from guard.service import Service
from guard.types import Text
from guard.wire.table import ANY_JSON, CHAT

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"


class Memory:
    """A provider in memory; whatever it is sent is kept."""

    def __init__(self, body: Any, status: int = 200, kind: str = "application/json") -> None:
        self.sent: list[Request] = []
        self.left = 0
        self._body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._status = status
        self._kind = kind

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        self.sent.append(request)
        try:
            yield Reply(self._status, (("content-type", self._kind),), self._pieces())
        finally:
            self.left += 1

    async def _pieces(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self._body), 5):
            yield self._body[at : at + 5]

    async def close(self) -> None:
        pass


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    made = open_service("default", folder, models=("known-model",))
    yield made
    made.close()


def chat(text: str, **more: Any) -> Request:
    body = {"model": "known-model", "messages": [{"role": "user", "content": text}], **more}
    return Request("POST", CHAT.path, headers=(("x-request-id", "r-1"),), body=json.dumps(body).encode())


async def answer(
    service: Service, upstream: Any, request: Request, route: Any = CHAT
) -> tuple[int, dict[str, str], bytes]:
    async with service.exchange(route, request, upstream) as got:
        body = got.body if isinstance(got.body, bytes) else b"".join([piece async for piece in got.body])
        return got.status, dict(got.headers), body


def headers(folder: Path) -> list[Any]:
    """Return the headers of what was flagged, newest first; the log's first records name key, ring and policy."""
    store = SqliteStore.read(folder / STORE)
    try:
        found = [json.loads(row.hdr) for row in store.rows(100)]
        assert [each["kind"] for each in found] == ["flag"] * (len(found) - 3) + ["policy", "ring", "rotate"]
        return found[:-3]
    finally:
        store.close()


async def test_unchanged_bytes_go_through_unchanged(
    service: Service, make_completion: Callable[..., Any]
) -> None:
    reply = json.dumps(make_completion("Hi."), indent=3).encode() + b"\n"
    body = b'{ "messages":[{"content":"h\\u0069","role":"user"}],\n"model":"m", "seed": 1.0e3, "x": 12345678901234567890 }'
    upstream = Memory(reply)
    status, _, got = await answer(service, upstream, Request("POST", CHAT.path, body=body))
    assert (status, got, upstream.sent[0].body) == (200, reply, body)
    assert upstream.left == 1


async def test_clean_traffic_leaves_no_trace(
    service: Service, folder: Path, make_completion: Callable[..., Any]
) -> None:
    await answer(service, Memory(make_completion("Hi.")), chat("hello"))
    assert not (folder / STORE).exists()


async def test_record_names_what_was_configured_and_nothing_else(
    service: Service, folder: Path, make_completion: Callable[..., Any]
) -> None:
    await answer(service, Memory(make_completion("Hi.")), chat(f"mail {MAIL}"))
    await answer(service, Memory(make_completion("Hi.")), chat(f"mail {MAIL}", model=f"ft:{MAIL[:8]}"))
    second, first = headers(folder)
    assert (first["model"], second["model"]) == ("known-model", "other")
    assert (first["route"], first["dir"], first["action"], first["phase"]) == (
        "chat.completions",
        "prompt",
        "redact",
        "whole",
    )
    assert first["policy"] == service.guard.policy.digest
    assert first["corr"] == second["corr"] != ""
    assert "r-1" not in json.dumps(first)


async def test_one_record_for_each_flagged_side(
    service: Service, folder: Path, make_completion: Callable[..., Any]
) -> None:
    _, got, _ = await answer(service, Memory(make_completion(f"ask {MAIL}")), chat(f"mail {MAIL}"))
    assert got["x-guard-record"].split(",") == [each["rid"] for each in reversed(headers(folder))]
    assert got["x-guard-findings"] == "EMAIL_ADDRESS=2"


async def test_one_receipt_for_each_record_and_it_is_of_the_log(
    service: Service, folder: Path, make_completion: Callable[..., Any]
) -> None:
    _, got, _ = await answer(service, Memory(make_completion(f"ask {MAIL}")), chat(f"mail {MAIL}"))
    lines = got["x-guard-receipt"].split(",")
    assert [line.partition(":")[0] for line in lines] == got["x-guard-record"].split(",")
    store = SqliteStore.read(folder / STORE)
    try:
        for line in lines:
            receipts.check(store, receipts.read(line.encode()))
        rid, seq, size, root, signed = lines[0].split(":")
        with pytest.raises(IntegrityError):
            receipts.check(store, receipts.read(f"{rid}:{int(seq) - 1}:{size}:{root}:{signed}".encode()))
    finally:
        store.close()


async def test_a_refusal_has_a_receipt_and_clean_traffic_has_none(
    service: Service, make_completion: Callable[..., Any]
) -> None:
    _, refused, _ = await answer(service, Memory({}), chat(f"use {KEY}"))
    assert refused["x-guard-receipt"].startswith(f"{refused['x-guard-record']}:")
    _, clean, _ = await answer(service, Memory(make_completion("Hi.")), chat("hello"))
    assert "x-guard-receipt" not in clean


async def test_a_stream_has_the_receipt_of_its_prompt(service: Service) -> None:
    events = b'data: {"choices": [{"index": 0, "delta": {"content": "Hi."}}]}\n\ndata: [DONE]\n\n'
    upstream = Memory(events, kind="text/event-stream")
    _, got, _ = await answer(service, upstream, chat(f"mail {MAIL}", stream=True))
    assert got["x-guard-receipt"].startswith(f"{got['x-guard-record']}:")


async def test_blocked_prompt_is_not_sent(service: Service, folder: Path) -> None:
    upstream = Memory({})
    status, got, body = await answer(service, upstream, chat(f"use {KEY}"))
    assert (status, upstream.sent, got["x-guard-action"]) == (400, [], "block")
    assert headers(folder)[0]["rid"] == got["x-guard-record"]
    error = json.loads(body)["error"]
    assert (
        error["innererror"]["content_filter_result"]["personally_identifiable_information"]["filtered"]
        is True
    )


async def test_harm_is_told_as_azure_tells_it(service: Service) -> None:
    _, _, body = await answer(service, Memory({}), chat("I am going to kill you"))
    assert json.loads(body)["error"]["innererror"]["content_filter_result"]["hate"] == {
        "filtered": True,
        "severity": "high",
    }


@pytest.mark.parametrize("broken", ['{"n": 1e999}', '{"n": [' * 19 + "1" + "]}" * 19])
async def test_a_stream_whose_rest_cannot_be_read_ends_with_an_error(service: Service, broken: str) -> None:
    """Not with an exception: what waited for the end is read there first, of one choice after the other."""
    choices = (f'{{"index": {at}, "delta": {{"content": "Hi {at}. ", "n": {broken}}}}}' for at in range(3))
    events = "".join(f'data: {{"choices": [{each}]}}\n\n' for each in choices).encode()
    upstream = Memory(events + b"data: [DONE]\n\n", kind="text/event-stream")
    status, _, body = await answer(service, upstream, chat("hello", stream=True))
    *_, error, done = body.decode().split("\n\n")[:-1]
    assert (status, done) == (200, "data: [DONE]")
    assert json.loads(error.removeprefix("data: "))["error"]["code"] == "upstream_unavailable"


async def test_upstream_failure_is_an_answer(service: Service) -> None:
    class Failing(Memory):
        @asynccontextmanager
        async def send(self, request: Request) -> AsyncIterator[Reply]:
            raise UpstreamError("x")
            yield

    status, _, body = await answer(service, Failing({}), chat("hi"))
    assert (status, json.loads(body)["error"]["code"]) == (502, "upstream_unavailable")


async def test_any_json_has_no_opaque_fields(service: Service) -> None:
    body = json.dumps({"model": MAIL, "id": MAIL, "n": 4111111111111111, "deep": [{MAIL: [MAIL]}]}).encode()
    upstream = Memory({"ok": True})
    request = Request("POST", "/ask", headers=(("content-type", "application/json"),), body=body)
    status, _, _ = await answer(service, upstream, request, ANY_JSON)
    assert status == 200
    assert MAIL.encode() not in upstream.sent[0].body
    assert json.loads(upstream.sent[0].body)["n"] == "<CREDIT_CARD>"


async def test_blocked_reply_of_an_app_is_an_error(service: Service) -> None:
    request = Request("POST", "/ask", headers=(("content-type", "application/json"),), body=b"{}")
    status, _, body = await answer(service, Memory({"x": KEY}), request, ANY_JSON)
    assert (status, json.loads(body)["error"]["code"]) == (400, "content_filter")
    assert "reply" in json.loads(body)["error"]["message"]


async def test_shadow_mode_counts_and_does_nothing(
    folder: Path, tmp_path: Path, make_completion: Callable[..., Any]
) -> None:
    path = tmp_path / "shadow.yaml"
    path.write_text("policy: shadow\nextends: [default]\nmode: shadow\n")
    service = open_service(path, folder)
    upstream = Memory(make_completion(f"ask {MAIL}"))
    status, got, body = await answer(service, upstream, chat(f"use {KEY} {MAIL}"))
    service.close()
    assert (status, got["x-guard-action"]) == (200, "block")
    assert KEY.encode() in upstream.sent[0].body
    assert MAIL.encode() in body
    assert not (folder / STORE).exists()
    assert (
        b'guard_screenings_total{action="block",direction="prompt",tenant="default"} 1.0'
        in service.metrics.text()
    )


async def test_gaps_that_the_policy_allows_are_shown_and_recorded(
    folder: Path, tmp_path: Path, make_completion: Callable[..., Any]
) -> None:
    path = tmp_path / "p.yaml"
    (tmp_path / "slow.yaml").write_text(
        "recognizers: [{name: slow, supported_entity: SLOW, patterns: [{regex: '(?:a|aa|a.){1,60}(?<!a)$', score: 1}]}]"
    )
    path.write_text(
        "policy: p\non_not_run: allow\nrecognizers: [slow.yaml]\nprompt: {entities: {SLOW: annotate}}\n"
    )
    service = open_service(path, folder)
    hostile = "a" * 60 + "\n12"
    _, got, _ = await answer(service, Memory(make_completion("Hi.")), chat(hostile))
    service.close()
    assert got["x-guard-not-run"] == "custom/slow=timeout"
    assert got["x-guard-action"] == "annotate"
    assert headers(folder)[0]["findings"][0]["type"] == "NOT_RUN"


async def test_check_outside_an_exchange(service: Service, folder: Path) -> None:
    screening, recorded = await service.check([f"mail {MAIL}", "hi"], Direction.PROMPT)
    assert screening.action.word == "redact"
    assert recorded is not None
    assert headers(folder)[0]["rid"] == recorded.rid
    assert recorded.receipt.startswith(recorded.rid)
    assert (await service.check(["hi"], Direction.PROMPT))[1] is None


def test_a_policy_that_records_needs_a_log() -> None:
    with pytest.raises(ValueError, match="needs a log"):
        Service(Guard.load("default"), None)


async def test_what_another_system_asks_about_is_recorded_by_its_route(
    service: Service, folder: Path
) -> None:
    texts = [Text("/text", f"mail {MAIL}", place="text")]
    examined = await service.examine(texts, Direction.PROMPT, "dropin.test", request_id="r-1")
    said = dict(examined.headers)
    assert said["x-guard-findings"] == "EMAIL_ADDRESS=1"
    assert examined.screening.values[0].startswith("mail <EMAIL_ADDRESS_")
    (row,) = headers(folder)
    assert row["route"] == "dropin.test"
    assert row["corr"]
    known = await service.examine(texts, Direction.PROMPT, "dropin.test", known=lambda _: True)
    assert "x-guard-record" not in dict(known.headers)
    clean = [Text("/text", "hello", place="text")]
    assert "x-guard-record" not in dict((await service.examine(clean, Direction.PROMPT, "x")).headers)
    assert len(headers(folder)) == 1


async def test_work_aside_that_breaks_down_says_nothing(service: Service) -> None:
    def broken() -> None:
        raise RuntimeError(MAIL)

    assert await service.aside(lambda: 3) == 3
    with pytest.raises(Refused) as refused:
        await service.aside(broken)
    assert refused.value.status == 503
    assert MAIL not in refused.value.body.decode()


SYNTHETIC = "policy: p\nextends: [default]\nprompt: {entities: {PERSON: {action: redact, operator: synthetic}, EMAIL_ADDRESS: {action: redact, operator: synthetic}}}\naudit: {record: none}\n"


async def test_stand_ins_come_back_although_they_look_like_somebodys_data(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(SYNTHETIC)
    service = Service(Guard.load(path, key=b"k" * 32), None)
    sent: list[str] = []

    class Quoting(Memory):
        @asynccontextmanager
        async def send(self, request: Request) -> AsyncIterator[Reply]:
            sent.append(json.loads(request.body)["messages"][0]["content"])
            self._body = json.dumps(
                {"choices": [{"index": 0, "message": {"role": "assistant", "content": sent[0]}}]}
            ).encode()
            async with super().send(request) as reply:
                yield reply

    text = "My name is Jane Miller and my address is jane.miller@example.org, please confirm."
    _, _, body = await answer(service, Quoting({}), chat(text))
    assert "miller" not in sent[0].lower()
    assert json.loads(body)["choices"][0]["message"]["content"] == text
    service.close()

"""Two tenants behind one sidecar: each by its key, its policy, its limits and its provider."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from audit import keyfile
from guard.api.rest import application
from guard.forward import HttpUpstream
from guard.metrics import Metrics
from guard.proxy import Sidecar
from guard.tenancy.credentials import digest
from guard.tenancy.opener import Opener, Shared
from guard.tenancy.reload import Reloader
from guard.tenancy.sources import many
from guard.tenancy.tenants import Tenants

CHAT = "/v1/chat/completions"
MAIL = {"model": "m", "messages": [{"role": "user", "content": "Write to jane@example.org"}]}
FILE = f"""
proxies: [{{header: x-client-subject, from: [127.0.0.1]}}]
tenants:
  acme:
    policy: mask.yaml
    keys: [{{digest: {digest("acme-key")}, app: mailer}}]
    upstream: {{key_env: ACME_PROVIDER_KEY}}
  umbrella:
    policy: stop.yaml
    keys: [{digest("umbrella-key")}]
    subjects: ["CN=umbrella"]
    limits: {{requests_per_minute: 600, burst: 2, max_body: 2048}}
"""


@pytest.fixture
def tenants(
    place: Path, write: Callable[[str], Path], provider: Any, monkeypatch: pytest.MonkeyPatch
) -> Tenants:
    monkeypatch.setenv("ACME_PROVIDER_KEY", "sk-acme")
    opener = Opener(Shared(lambda url: HttpUpstream(url or provider.url), place), Metrics())
    return Tenants(opener, Reloader(many(write(FILE), place), opener, every_s=0.05))


@pytest.fixture
def url(serve: Callable[..., Any], tenants: Tenants) -> str:
    return str(serve(Sidecar(tenants, application(tenants.callers))).url)


async def ask(
    url: str, path: str = CHAT, body: Any = MAIL, **headers: str
) -> tuple[int, dict[str, str], Any]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}{path}", json=body, headers=sent) as reply,
    ):
        return (
            reply.status,
            {name.lower(): value for name, value in reply.headers.items()},
            await reply.json(),
        )


async def test_the_key_says_which_policy_holds(url: str, provider: Any) -> None:
    status, headers, _ = await ask(url, x_guard_key="acme-key")
    assert (status, headers["x-guard-policy"].partition("@")[0]) == (200, "mask")
    assert "jane@example.org" not in json.dumps(provider.received[-1])
    status, headers, _ = await ask(url, x_guard_key="umbrella-key", authorization="Bearer sk-own")
    assert (status, headers["x-guard-policy"].partition("@")[0]) == (400, "stop")


async def test_the_provider_gets_its_key_and_never_guards(url: str, provider: Any) -> None:
    await ask(url, authorization="Bearer acme-key")
    assert provider.headers[-1]["authorization"] == "Bearer sk-acme"
    assert "acme-key" not in json.dumps(provider.headers)
    clean = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    await ask(url, body=clean, x_guard_key="umbrella-key", authorization="Bearer sk-own")
    assert provider.headers[-1]["authorization"] == "Bearer sk-own"
    assert "x-guard-key" not in provider.headers[-1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer sk-own"},
        {"x_guard_key": "wrong"},
        {"x_guard_key": "acme"},
        {"x_guard_tenant": "acme", "authorization": "Bearer sk-own"},
        {"x_client_subject": "CN=acme"},
    ],
)
async def test_nobody_else_is_let_in(url: str, provider: Any, headers: dict[str, str]) -> None:
    status, _, body = await ask(url, **headers)
    assert (status, body["error"]["code"]) == (401, "invalid_api_key")
    assert (await ask(url, "/guard/v1/check", {"texts": ["hi"]}, **headers))[0] == 401
    assert provider.bodies == []


async def test_a_key_of_guards_is_none_of_the_providers(url: str, provider: Any) -> None:
    status, _, body = await ask(url, authorization="Bearer umbrella-key")
    assert (status, body["error"]["code"]) == (401, "invalid_api_key")
    assert "no key for the provider" in body["error"]["message"]
    assert provider.bodies == []


async def test_a_proxys_word_on_certificates_counts(url: str) -> None:
    status, headers, _ = await ask(url, x_client_subject="CN=umbrella", authorization="Bearer sk-own")
    assert (status, headers["x-guard-policy"].partition("@")[0]) == (400, "stop")


async def test_limits_are_the_tenants_own(url: str, tenants: Tenants) -> None:
    known = {"x_guard_key": "umbrella-key", "authorization": "Bearer sk-own"}
    found = [await ask(url, **known) for _ in range(4)]
    assert [status for status, _, _ in found][:2] == [400, 400]
    limited = [headers for status, headers, _ in found if status == 429]
    assert limited
    assert int(limited[0]["retry-after"]) >= 1
    assert (await ask(url, x_guard_key="acme-key"))[0] == 200
    assert b'guard_rate_limited_total{tenant="umbrella"}' in tenants.metrics.text()


async def test_a_body_is_as_long_as_the_tenant_may_send(url: str) -> None:
    long = {"model": "m", "messages": [{"role": "user", "content": "x" * 4096}]}
    assert (await ask(url, body=long, x_guard_key="umbrella-key", authorization="Bearer sk"))[0] == 413
    assert (await ask(url, body=long, x_guard_key="acme-key"))[0] == 200


async def test_guards_own_endpoints_screen_by_the_callers_policy(url: str) -> None:
    _, headers, body = await ask(
        url, "/guard/v1/check", {"texts": ["jane@example.org"]}, x_guard_key="umbrella-key"
    )
    assert (headers["x-guard-policy"].partition("@")[0], body["action"]) == ("stop", "block")


async def test_a_change_comes_into_force_while_it_runs(url: str, place: Path) -> None:
    assert (await ask(url, x_guard_key="acme-key"))[0] == 200
    (place / "mask.yaml").write_text((place / "stop.yaml").read_text().replace("stop", "hard"))
    until = time.monotonic() + 10
    while (await ask(url, x_guard_key="acme-key"))[0] == 200 and time.monotonic() < until:
        pass
    status, headers, _ = await ask(url, x_guard_key="acme-key")
    assert (status, headers["x-guard-policy"].partition("@")[0]) == (400, "hard")


async def test_a_mistake_is_shown_and_stops_nothing(url: str, place: Path, tenants: Tenants) -> None:
    (place / "mask.yaml").write_text("policy: [\n")
    until = time.monotonic() + 10
    while not tenants.standing.problems and time.monotonic() < until:
        assert (await ask(url, x_guard_key="acme-key"))[0] == 200
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as reply:
        assert (reply.status, "not in force" in await reply.text()) == (200, True)
    assert b"guard_reload_mistakes 1.0" in tenants.metrics.text()
    assert (await ask(url, x_guard_key="acme-key"))[0] == 200


async def test_tenants_never_meet(url: str, provider: Any, place: Path, tenants: Tenants) -> None:
    text = (place / "mask.yaml").read_text().replace("redact", "{action: redact, operator: pseudonym}")
    for name in ("mask", "stop"):
        (place / f"{name}.yaml").write_text(text.replace("mask", name))
    tenants.look()
    sent = []
    for key in ("acme-key", "umbrella-key"):
        await ask(url, x_guard_key=key, authorization="Bearer sk")
        sent.append(provider.received[-1]["messages"][0]["content"])
    assert sent[0] != sent[1]  # the same address has another token for each
    token = sent[0].removeprefix("Write to ")
    provider.reply = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": token}, "finish_reason": "stop"}
        ],
    }
    mine = await ask(url, x_guard_key="acme-key")
    theirs = await ask(url, x_guard_key="umbrella-key", authorization="Bearer sk")
    assert mine[2]["choices"][0]["message"]["content"] == "jane@example.org"
    assert theirs[2]["choices"][0]["message"]["content"] == token


async def test_what_is_flagged_is_in_the_log_of_its_tenant_alone(
    place: Path, write: Callable[[str], Path], provider: Any, serve: Callable[..., Any]
) -> None:
    for name in ("acme", "umbrella"):
        keyfile.create(place / name, "ada", "correct horse", "hybrid", name, cost=keyfile.FLOOR)
    (place / "keeps.yaml").write_text("policy: keeps\nprompt: {entities: {EMAIL_ADDRESS: block}}\n")
    path = write(
        "tenants:\n"
        + "".join(
            f"  {name}: {{policy: keeps.yaml, keys: ['{digest(name)}']}}\n" for name in ("acme", "umbrella")
        )
    )
    opener = Opener(Shared(lambda _: HttpUpstream(provider.url), place), Metrics())
    house = Tenants(opener, Reloader(many(path, place), opener, every_s=0))
    url = serve(Sidecar(house, application(house.callers))).url
    status, headers, _ = await ask(url, x_guard_key="acme", authorization="Bearer sk")
    assert (status, bool(headers["x-guard-record"])) == (400, True)
    assert (place / "acme" / "audit.sqlite").exists()
    assert not (place / "umbrella" / "audit.sqlite").exists()

"""The OpenAPI application by itself; bad input to it is in tests/fault/test_bad_input.py."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from houses import House

from guard.api.rest import application
from guard.forward import HttpUpstream
from guard.place import open_service
from guard.wire.table import ROUTES

NOWHERE = HttpUpstream("http://127.0.0.1:9", connect_s=1, read_s=1)


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    service = open_service("default", folder)
    with TestClient(application(House(service, NOWHERE).callers)) as made:
        yield made
    service.close()


def test_check_is_what_the_command_gives(client: TestClient) -> None:
    answer = client.post(
        "/guard/v1/check", json={"direction": "completion", "texts": ["hi", "mail jane@example.org"]}
    )
    body = answer.json()
    assert (answer.status_code, body["action"]) == (200, "redact")
    assert body["texts"] == ["hi", "mail <EMAIL_ADDRESS>"]
    assert body["rules"] == ["completion.entities.*"]
    assert set(body["results"][1]) == {"action", "rules", "findings", "harm", "severity", "not_run", "text"}
    assert len(answer.headers["x-guard-record"]) == 32


def test_clean_text_leaves_no_record(client: TestClient) -> None:
    answer = client.post("/guard/v1/check", json={"texts": ["hi"]})
    assert answer.json()["action"] == "allow"
    assert "x-guard-record" not in answer.headers


def test_audit_outage_is_a_503(client: TestClient, folder: Path) -> None:
    folder.rename(folder.with_name("gone"))
    answer = client.post("/guard/v1/check", json={"texts": ["mail jane@example.org"]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "audit_unavailable")


def test_openapi_describes_the_endpoint(client: TestClient) -> None:
    paths = client.get("/guard/openapi.json").json()["paths"]
    assert list(paths) == ["/guard/v1/check"]
    assert "/guard/v1/check" in client.get("/guard/docs").text
    assert client.get("/guard/nothing").status_code == 404


def test_every_screened_route_is_listed_and_nothing_else(client: TestClient) -> None:
    page = client.get("/guard/docs").text
    assert re.findall(r"<tr><td><code>([^<]*)</code>", page) == [
        f"{each.method} {each.path}" for each in ROUTES
    ]
    assert "<code>POST /v1/chat/completions</code><td>OpenAI<td>streams</tr>" in page
    assert "<code>POST /v1/embeddings</code><td>OpenAI<td></tr>" in page
    assert "<code>POST /v1/messages</code><td>Anthropic<td>streams</tr>" in page
    assert "<code>POST /openai/deployments/{}/embeddings</code><td>Azure OpenAI<td></tr>" in page
    assert "not screened" not in page
    description = client.get("/guard/openapi.json").json()["info"]["description"]
    assert all(f"{each.method} {each.path}" in description for each in ROUTES)
    assert "not screened" not in description.lower()


def test_what_passes_is_listed_apart(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text('policy: p\nextends: [default]\nroutes: {pass: ["POST /v1/files", "GET /v1/files/{}"]}\n')
    with (
        closing(open_service(path, folder)) as service,
        TestClient(application(House(service, NOWHERE).callers)) as client,
    ):
        page = client.get("/guard/docs").text
        description = client.get("/guard/openapi.json").json()["info"]["description"]
    screened, _, passed = page.partition("<h2>Passed on</h2>")
    assert re.findall(r"<code>([^<]*)</code><td>not screened, by policy</tr>", passed) == [
        "GET /v1/files/{}",
        "POST /v1/files",
    ]
    assert "not screened" not in screened
    assert "/v1/files" not in screened
    assert "Not screened, by policy: GET /v1/files/{}, POST /v1/files. All others are refused." in description

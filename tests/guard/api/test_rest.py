"""The OpenAPI application by itself; bad input to it is in tests/fault/test_bad_input.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from guard.api.rest import application
from guard.place import open_service


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    service = open_service("default", folder)
    with TestClient(application(service)) as made:
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

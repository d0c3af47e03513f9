"""Only what the settings name is answered, and it is listed."""

from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from houses import House

from guard.api.dropin import mount
from guard.api.rest import application
from guard.config import System
from guard.engine import Guard
from guard.forward import HttpUpstream
from guard.proxy import Sidecar
from guard.service import Service

ROUTES = {
    "agentgateway": ["/request", "/response"],
    "azure": ["/contentsafety/text:analyze"],
    "bedrock": ["/guardrail/x/version/DRAFT/apply"],
    "litellm": ["/beta/litellm_basic_guardrail_api"],
    "llm-guard": ["/analyze/prompt", "/analyze/output", "/scan/prompt", "/scan/output"],
    "presidio": ["/analyze", "/anonymize"],
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    path: Path = tmp_path_factory.mktemp("mount") / "open.yaml"
    path.write_text("policy: open\naudit: {record: none}\n", encoding="utf-8")
    return Service(Guard.load(path), None)


def client(service: Service, *names: str) -> TestClient:
    house = House(service, HttpUpstream("http://127.0.0.1:9", connect_s=1, read_s=1))
    routers = mount.routers(names, house.callers)
    return TestClient(
        Sidecar(house, application(house.callers, routers), dropins=mount.paths(names)),
        raise_server_exceptions=False,
    )


def test_the_settings_know_every_system() -> None:
    assert set(mount.SYSTEMS) == set(ROUTES) == set(get_args(System))
    assert {mount.SYSTEMS[name]().name for name in ROUTES} == set(ROUTES)


@pytest.mark.parametrize("name", list(ROUTES))
def test_only_what_is_named_is_answered(service: Service, name: str) -> None:
    called = client(service, name)
    for each, paths in ROUTES.items():
        for path in paths:
            answer = called.post(path, json={})
            unknown = "unknown_route" in answer.text
            assert unknown is (each != name), path


def test_by_default_nothing_is(service: Service) -> None:
    called = client(service)
    for path in (path for paths in ROUTES.values() for path in paths):
        assert called.post(path, json={}).status_code == 404


def test_all_of_them_are_listed(service: Service) -> None:
    page = client(service, *ROUTES).get("/guard/docs").text
    for path in ("/analyze", "/anonymize", "/scan/output", "/beta/litellm_basic_guardrail_api", "/response"):
        assert f"POST {path}</code>" in page
    assert "/guardrail/{identifier" in page
    assert "/analyze" not in client(service, "azure").get("/guard/docs").text


def test_paths_that_only_begin_alike_are_unknown(service: Service) -> None:
    called = client(service, *ROUTES)
    for path in ("/analyzer", "/analyze/other", "/request/x", "/contentsafety/image:analyze", "/requests"):
        answer = called.post(path, json={})
        assert (answer.status_code, "unknown_route" in answer.text) == (404, True)
    assert called.post("/guardrail/x", json={}).status_code == 404

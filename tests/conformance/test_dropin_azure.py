"""Azure's own client, azure-ai-contentsafety, against the sidecar."""

from collections.abc import Callable
from typing import Any

import pytest
from azure.ai.contentsafety import ContentSafetyClient
from azure.ai.contentsafety.models import AnalyzeTextOptions, AnalyzeTextOutputType, TextCategory
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError

THREAT = "I am going to kill you"
POLICY = "policy: lists\nextends: [default]\nwords: [{id: codenames, list: [bluebird], action: block}]\n"


@pytest.fixture
def connect(dropins: Callable[..., Any], tmp_path: Any) -> Callable[..., ContentSafetyClient]:
    path = tmp_path / "lists.yaml"
    path.write_text(POLICY, encoding="utf-8")
    server, key = dropins(path, "azure")

    def make(credential: str = key) -> ContentSafetyClient:
        return ContentSafetyClient(server.url, AzureKeyCredential(credential), retry_total=0)

    return make


def test_severities(connect: Callable[..., ContentSafetyClient]) -> None:
    with connect() as client:
        result = client.analyze_text(AnalyzeTextOptions(text=THREAT))
        severities = {each.category: each.severity for each in result.categories_analysis}
        assert severities[TextCategory.VIOLENCE] == 6
        assert severities[TextCategory.SEXUAL] == 0
        asked = AnalyzeTextOptions(
            text=THREAT,
            categories=[TextCategory.VIOLENCE],
            output_type=AnalyzeTextOutputType.EIGHT_SEVERITY_LEVELS,
        )
        assert [each.severity for each in client.analyze_text(asked).categories_analysis] == [6]


def test_blocklists(connect: Callable[..., ContentSafetyClient]) -> None:
    with connect() as client:
        asked = AnalyzeTextOptions(
            text="ask bluebird", blocklist_names=["codenames"], halt_on_blocklist_hit=True
        )
        result = client.analyze_text(asked)
        assert [each.blocklist_name for each in result.blocklists_match or ()] == ["codenames"]
        assert result.categories_analysis == []
        with pytest.raises(ResourceNotFoundError):
            client.analyze_text(AnalyzeTextOptions(text="a", blocklist_names=["unknown"]))


def test_mistakes(connect: Callable[..., ContentSafetyClient]) -> None:
    with connect() as client, pytest.raises(HttpResponseError) as bad:
        client.analyze_text(AnalyzeTextOptions(text=""))
    assert bad.value.status_code == 400
    assert bad.value.error is not None
    assert bad.value.error.code == "InvalidRequestBody"
    with connect("wrong") as client, pytest.raises(ClientAuthenticationError):
        client.analyze_text(AnalyzeTextOptions(text="a"))

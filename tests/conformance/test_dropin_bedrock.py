"""Amazon's own client, boto3, against the sidecar: a bearer key, and a signature that is no key.

The client sends a bearer key over TLS only, which ends in front of the sidecar: here, in the test.
"""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ONCE = Config(retries={"max_attempts": 0}, parameter_validation=True)


@pytest.fixture
def connect(
    dropins: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Callable[..., Any]:
    server, key = dropins("default", "bedrock")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def without_tls(request: Any, **_: Any) -> None:
        request.url = request.url.replace("https:", "http:", 1)

    def make(bearer: str = key) -> Any:
        if bearer:
            monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", bearer)
        else:
            monkeypatch.delenv("AWS_BEARER_TOKEN_BEDROCK", raising=False)
        session = boto3.Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="s")
        url = server.url.replace("http:", "https:", 1)
        client = session.client("bedrock-runtime", region_name="eu-west-1", endpoint_url=url, config=ONCE)
        client.meta.events.register("before-send.bedrock-runtime", without_tls)
        return client

    return make


def apply(client: Any, *texts: str, **more: Any) -> Any:
    asked = {
        "guardrailIdentifier": "default",
        "guardrailVersion": "DRAFT",
        "source": "INPUT",
        "content": [{"text": {"text": text}} for text in texts],
    }
    return client.apply_guardrail(**{**asked, **more})


def test_masked_is_not_blocked(connect: Callable[..., Any]) -> None:
    client = connect()
    masked = apply(client, "hi", "mail jane@example.org")
    assert (masked["action"], masked["actionReason"]) == ("GUARDRAIL_INTERVENED", "Guardrail masked.")
    assert [each["text"][:8] for each in masked["outputs"]] == ["hi", "mail <EM"]
    (entity,) = masked["assessments"][0]["sensitiveInformationPolicy"]["piiEntities"]
    assert (entity["type"], entity["action"], entity["match"]) == ("EMAIL", "ANONYMIZED", "")
    blocked = apply(client, "I am going to kill you")
    assert blocked["actionReason"] == "Guardrail blocked."
    filters = {each["type"]: each["action"] for each in blocked["assessments"][0]["contentPolicy"]["filters"]}
    assert filters["VIOLENCE"] == "BLOCKED"
    clean = apply(client, "hi", source="OUTPUT", outputScope="FULL")
    assert (clean["action"], clean["outputs"]) == ("NONE", [])
    assert clean["usage"]["contentPolicyUnits"] == 1


def test_mistakes(connect: Callable[..., Any]) -> None:
    client = connect()
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        apply(client, "hi", guardrailIdentifier="another")
    with pytest.raises(client.exceptions.ValidationException):
        apply(client)
    for wrong in ("wrong", ""):
        client = connect(wrong)
        with pytest.raises(ClientError) as bad:
            apply(client, "hi")
        assert bad.value.response["Error"]["Code"] == "AccessDeniedException"
        assert bad.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403

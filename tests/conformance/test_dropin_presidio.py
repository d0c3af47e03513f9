"""The two calls that users of Presidio's services make, and what Presidio's own classes read in the answers."""

from collections.abc import Callable
from typing import Any

import httpx
from presidio_analyzer import RecognizerResult
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import EngineResult, OperatorResult
from presidio_anonymizer.entities import RecognizerResult as Found

TEXT = "😀 John's card is 4111 1111 1111 1111, his mail jane@example.org, his phone +1 415 555 0132."


def test_analyze_and_anonymize(dropins: Callable[..., Any]) -> None:
    server, key = dropins("default", "presidio")
    with httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {key}"}) as client:
        assert client.get("/health").text == "Presidio Analyzer service is up"
        answer = client.post("/analyze", json={"text": TEXT, "language": "en"})
        results = [RecognizerResult.from_json(each) for each in answer.json()]
        values = {each.entity_type: TEXT[each.start : each.end] for each in results}
        assert values["CREDIT_CARD"] == "4111 1111 1111 1111"
        assert values["EMAIL_ADDRESS"] == "jane@example.org"
        assert values["PHONE_NUMBER"] == "+1 415 555 0132"
        done = client.post("/anonymize", json={"text": TEXT, "analyzer_results": answer.json()}).json()
    rewritten = EngineResult(done["text"], [OperatorResult.from_json(each) for each in done["items"]])
    # Presidio's own anonymizer makes the same of what our analyzer found.
    theirs = AnonymizerEngine().anonymize(TEXT, [Found.from_json(each) for each in answer.json()])
    assert rewritten == theirs
    assert not any(value in done["text"] for value in values.values())
